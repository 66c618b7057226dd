# SPDX-License-Identifier: BSD-3-Clause
# The whole build. What is made lands in $(BUILD); `make V=1` shows the commands.

VERSION := 0.1.0

BUILD      ?= build
PREFIX     ?= /usr/local
SBINDIR    ?= $(PREFIX)/sbin
MANDIR     ?= $(PREFIX)/share/man
DOCDIR     ?= $(PREFIX)/share/doc/pam_nsjail
SYSCONFDIR ?= /etc
COMPDIR    ?= $(PREFIX)/share/bash-completion/completions
DATADIR    ?= $(PREFIX)/share/pam_nsjail
STATE_DIR  ?= /run/pam_nsjail

# yes: events can be written to the kernel's audit log, by a program of their own with libaudit
WITH_AUDIT ?= $(if $(wildcard /usr/include/libaudit.h),yes,no)

# yes: one static program, started in half a millisecond; no: a dynamic one
HELPER_STATIC ?= yes

ifeq ($(origin CC),default)
CC := gcc
endif
INSTALL ?= install
JOBS    ?= $(shell nproc)

MACHINE   := $(shell $(CC) -dumpmachine 2>/dev/null)
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
IS_CLANG  := $(shell $(CC) -dM -E -x c /dev/null 2>/dev/null | grep -c __clang__)

PAMDIR ?= $(firstword $(wildcard $(if $(MULTIARCH),/lib/$(MULTIARCH)/security) \
	    /lib64/security /lib/security) /lib/security)

HELPER_PATH := $(SBINDIR)/pam_nsjail_helper
SUBIDS_PATH := $(SBINDIR)/pam_nsjail_subids
SCOPE_PATH  := $(SBINDIR)/pam_nsjail_scope
AUDIT_PATH  := $(if $(filter yes,$(WITH_AUDIT)),$(SBINDIR)/pam_nsjail_audit)
VETH_PATH   := $(SBINDIR)/pam_nsjail_veth
PASST_PATH  := /usr/bin/passt
CTL_PATH    := $(SBINDIR)/nsjailctl
CONFIG_PATH := $(SYSCONFDIR)/security/nsjail.conf

comma := ,

ifneq ($(V),1)
Q   := @
say  = @printf '  %-7s %s\n' $(1) '$(2)';
endif

# Flags

WARNINGS := -Wall -Wextra -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Walloca -Wconversion \
	-Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum
HARDENING := -fstack-protector-strong -fstack-clash-protection -fno-strict-aliasing \
	-fno-strict-overflow -fno-delete-null-pointer-checks

ifneq ($(filter x86_64-% i386-% i486-% i586-% i686-%,$(MACHINE)),)
HARDENING += -fcf-protection=full
endif
ifneq ($(filter aarch64-%,$(MACHINE)),)
HARDENING += -mbranch-protection=standard
endif

ifeq ($(IS_CLANG),0)
WARNINGS += -Wformat-signedness -Wduplicated-cond -Wlogical-op -Wjump-misses-init -Walloc-zero \
	-Warith-conversion
endif

# The sanitizers can not look through FORTIFY, zeroed locals and static linking.
ifneq ($(filter 1 fuzz,$(SANITIZE)),)
override HELPER_STATIC := no
HARDENING += -fsanitize=address,undefined$(if $(filter fuzz,$(SANITIZE)),$(comma)fuzzer-no-link) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE  := -O1
else
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
OPTIMISE  := -O2
ifeq ($(IS_CLANG),0)
HARDENING += -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
endif
endif

ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

DEFINES := -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DHELPER_PATH='"$(HELPER_PATH)"' \
	-DSUBIDS_PATH='"$(SUBIDS_PATH)"' -DVETH_PATH='"$(VETH_PATH)"' \
	-DSCOPE_PATH='"$(SCOPE_PATH)"' -DAUDIT_PATH='"$(AUDIT_PATH)"' -DPASST_PATH='"$(PASST_PATH)"' \
	-DCONFIG_PATH='"$(CONFIG_PATH)"' -DSTATE_DIR='"$(STATE_DIR)"' \
	-DPAMDIR='"$(PAMDIR)"'

# CFLAGS, CPPFLAGS and LDFLAGS are the builder's own and come last.
CFLAGS    ?= $(OPTIMISE) -g
COMPILE    = $(CC) -std=gnu17 -Ihelper $(DEFINES) $(WARNINGS) $(HARDENING) -fvisibility=hidden \
	-fno-common -MMD -MP
LINK_FLAGS = $(HARDENING) -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,defs \
	-Wl,-z,separate-code -Wl,--as-needed

ifeq ($(HELPER_STATIC),yes)
HELPER_LINK := -static-pie
else
HELPER_LINK := -pie
endif
# Older ones are in parts, which a static program has to name.
INI_PARTS   := $(foreach part,collection path_utils ref_array basicobjects,\
	$(if $(findstring /,$(shell $(CC) -print-file-name=lib$(part).so 2>/dev/null)),-l$(part)))
HELPER_LIBS  = -lini_config $(INI_PARTS) -lcap -lmd
CTL_LIBS    := -lpam -ljansson

# Products and their parts

# Programs of their own; every other folder of helper/ is the helper's.
PROGRAMS       := ctl veth scope subids audit filter_make
CTL_SOURCES    := $(wildcard helper/ctl/*.c helper/ctl/*/*.c)
SHARED_SOURCES := $(wildcard helper/shared/*.c)
HELPER_SOURCES := helper/main.c $(filter-out $(addsuffix /%,$(addprefix helper/,shared $(PROGRAMS))),$(wildcard helper/*/*.c))
SIDE_SOURCES   := $(foreach room,veth scope subids filter_make $(if $(AUDIT_PATH),audit),$(wildcard helper/$(room)/*.c))
MODULE_SOURCES := $(wildcard pam_nsjail/*.c)
UNIT_SOURCES   := $(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c)
TOOL_SOURCES   := $(wildcard tests/tools/*.c)
FUZZ_SOURCES   := $(wildcard tests/fuzz/*_fuzz.c)
C_FILES        := $(wildcard helper/*.[ch] helper/*/*.[ch] helper/*/*/*.[ch] pam_nsjail/*.[ch] tests/*/*.[ch] \
	tests/unit/*/*.[ch] tests/unit/*/*/*.[ch] tests/tools/*/*.[ch] tests/attacks/prober/*.[ch])

MODULE := $(BUILD)/pam_nsjail.so
HELPER := $(BUILD)/pam_nsjail_helper
SUBIDS := $(BUILD)/pam_nsjail_subids
SCOPE  := $(BUILD)/pam_nsjail_scope
AUDIT  := $(if $(AUDIT_PATH),$(BUILD)/pam_nsjail_audit)
VETH   := $(BUILD)/pam_nsjail_veth
CTL    := $(BUILD)/nsjailctl

MODULE_OBJECTS := $(patsubst %.c,$(BUILD)/pic/%.o,$(MODULE_SOURCES) $(SHARED_SOURCES))
HELPER_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(HELPER_SOURCES) $(SHARED_SOURCES))
SUBIDS_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/subids/*.c) helper/ids/subid_ranges.c)
AUDIT_OBJECTS  := $(if $(AUDIT_PATH),$(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/audit/*.c)))
SCOPE_OBJECTS  := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/scope/*.c))
VETH_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/veth/*.c) helper/plan/ip_range.c)
CTL_OBJECTS    := $(CTL_SOURCES:%.c=$(BUILD)/pie/%.o)
UNIT_FIXTURES  := $(BUILD)/pie/tests/unit/fixture.o
UNIT_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(UNIT_SOURCES)) $(UNIT_FIXTURES)
UNIT_TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))

# Programs that tests use, and libraries (lib*.c) that they plant.
TOOL_LIB_SOURCES := $(filter tests/tools/lib%,$(TOOL_SOURCES))
TOOL_BIN_SOURCES := $(filter-out tests/tools/lib%,$(TOOL_SOURCES))
TOOL_LIBS        := $(TOOL_LIB_SOURCES:tests/tools/%.c=$(BUILD)/tools/%.so)
TOOLS            := $(TOOL_BIN_SOURCES:tests/tools/%.c=$(BUILD)/tools/%)
ATTACKER         := $(BUILD)/tools/attack_prober
ATTACKER_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/attacks/prober/*.c))
CALLER_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/caller/*.c))
FAULTS_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/faults/*.c))
BENCH_PROGRAMS   := $(addprefix $(BUILD)/bench/,bench hold empty)
BENCH_OBJECTS    := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/bench/*.c))
TOOL_OBJECTS     := $(CALLER_OBJECTS) $(FAULTS_OBJECTS) $(ATTACKER_OBJECTS) \
	$(patsubst %.c,$(BUILD)/pie/%.o,$(TOOL_BIN_SOURCES)) \
	$(patsubst %.c,$(BUILD)/pic/%.o,$(TOOL_LIB_SOURCES))

# What fuzz targets reach, which is half of all: compiling it is most of the time that they take.
FUZZ_ROOMS := $(patsubst %.c,$(BUILD)/pie/%.o,$(SHARED_SOURCES) $(filter-out helper/main.c \
	helper/jail/%,$(HELPER_SOURCES)) $(filter-out %/main.c,$(CTL_SOURCES)) pam_nsjail/exchange.c pam_nsjail/reason.c)
FUZZ_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(FUZZ_SOURCES)) $(FUZZ_ROOMS)
FUZZ_TARGETS := $(patsubst tests/fuzz/%_fuzz.c,$(BUILD)/targets/%,$(FUZZ_SOURCES))
FUZZ_ARCHIVE := $(BUILD)/fuzz.a

# All rooms but the two that hold the entry points, for the unit tests.
HELPER_ARCHIVE := $(BUILD)/helper.a
MODULE_ARCHIVE := $(BUILD)/module.a
VETH_ROOMS     := $(filter-out %/main.o,$(filter $(BUILD)/pie/helper/veth/%,$(VETH_OBJECTS)))
CTL_ARCHIVE    := $(BUILD)/ctl.a
HELPER_ROOMS   := $(filter-out %/main.o,$(HELPER_OBJECTS))
MODULE_ROOMS   := $(filter-out %/module.o,$(filter $(BUILD)/pic/pam_nsjail/%,$(MODULE_OBJECTS)))

CTL_ROOMS      := $(filter-out %/main.o,$(CTL_OBJECTS))

.PHONY: all packages programs unit-tests fuzz fuzz-programs demo demo-programs check check-unit check-module \
	check-jail check-ssh check-ctl check-private check-attacks check-source check-vm check-walk check-fresh check-distros check-asan check-long bench bench-programs lint analyze scan format format-check install uninstall \
	dist deb pictures recording still clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(MODULE) $(HELPER) $(SUBIDS) $(VETH) $(SCOPE) $(AUDIT) $(CTL)

fuzz-programs: $(FUZZ_TARGETS)

programs: all unit-tests $(TOOLS) $(TOOL_LIBS) $(ATTACKER)

unit-tests: $(UNIT_TESTS)

$(MODULE): $(MODULE_OBJECTS) pam_nsjail/pam_nsjail.map
	$(call say,LINK,$@)$(CC) -shared $(LINK_FLAGS) -Wl,--version-script=pam_nsjail/pam_nsjail.map \
		$(LDFLAGS) -o $@ $(MODULE_OBJECTS) -lpam

# Filters are made once, by a program that is built and run here.
FILTER_MAKE   := $(BUILD)/filter_make
FILTER_TABLES := $(BUILD)/generated/filter_tables.h

$(FILTER_MAKE): helper/filter_make/main.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(COMPILE) -fPIE -pie $(CPPFLAGS) $(CFLAGS) -o $@ $< -lseccomp

$(FILTER_TABLES): $(FILTER_MAKE)
	@mkdir -p $(@D)
	$(call say,MAKE,$@)$(FILTER_MAKE) >$@

$(BUILD)/pie/helper/jail/filter.o: $(FILTER_TABLES)
$(BUILD)/pie/helper/jail/filter.o: ROOM_FLAGS += -I$(BUILD)/generated

$(HELPER): $(HELPER_OBJECTS)
	$(call say,LINK,$@)$(CC) $(HELPER_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $(HELPER_OBJECTS) \
		$(HELPER_LIBS)

# Dynamic: libsubid loads plug-ins of the name service.
$(SUBIDS): $(SUBIDS_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(SUBIDS_OBJECTS) -lsubid

$(VETH): $(VETH_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(VETH_OBJECTS) -lmnl

# Dynamic: only who sets limits on a machine with systemd pays for its library.
$(SCOPE): $(SCOPE_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(SCOPE_OBJECTS) -lsystemd

$(BUILD)/pam_nsjail_audit: $(AUDIT_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(AUDIT_OBJECTS) -laudit

$(HELPER_ARCHIVE): $(HELPER_ROOMS) $(VETH_ROOMS)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(HELPER_ROOMS) $(VETH_ROOMS)

# The administrator's tool plans with the helper's own rooms, so it can not say anything else.
$(CTL): $(CTL_OBJECTS) $(MODULE_ARCHIVE) $(HELPER_ARCHIVE)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(CTL_OBJECTS) \
		$(MODULE_ARCHIVE) $(HELPER_ARCHIVE) $(CTL_LIBS) $(HELPER_LIBS)

$(CTL_ARCHIVE): $(CTL_ROOMS)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(CTL_ROOMS)

$(MODULE_ARCHIVE): $(MODULE_ROOMS)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(MODULE_ROOMS)

UNIT_PARTS := $(UNIT_FIXTURES) $(CTL_ARCHIVE) $(MODULE_ARCHIVE) $(HELPER_ARCHIVE)

$(UNIT_TESTS): $(BUILD)/unit/%: $(BUILD)/pie/tests/unit/%.o $(UNIT_PARTS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $< $(UNIT_PARTS) \
		-lcmocka -lmnl $(CTL_LIBS) $(HELPER_LIBS)

$(FUZZ_ARCHIVE): $(FUZZ_ROOMS)
	$(call say,AR,$@)rm -f $@ && $(AR) rcs $@ $(FUZZ_ROOMS)

# They want clang, SANITIZE=fuzz and a directory of their own: see FUZZ_MAKE.
$(FUZZ_TARGETS): $(BUILD)/targets/%: $(BUILD)/pie/tests/fuzz/%_fuzz.o $(FUZZ_ARCHIVE)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) -fsanitize=fuzzer $(FUZZ_LINK) $(LDFLAGS) -o $@ \
		$< $(FUZZ_ARCHIVE) -ljansson $(HELPER_LIBS)

# What the machine has takes no part: made-up files do.
$(BUILD)/targets/pam_stack: FUZZ_LINK := -Wl,--wrap=open
$(BUILD)/targets/path: FUZZ_LINK := -Wl,--wrap=openat -Wl,--wrap=fstat -Wl,--wrap=close

$(TOOLS): $(BUILD)/tools/%: $(BUILD)/pie/tests/tools/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(TOOL_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBRARIES)

TOOL_LINK      := -pie
TOOL_LIBRARIES := -lpam
# They have to run in any rootfs.
$(BUILD)/tools/prober $(BUILD)/tools/exhaust $(BUILD)/tools/type_ahead: TOOL_LINK := -static-pie
$(BUILD)/tools/prober $(BUILD)/tools/exhaust $(BUILD)/tools/type_ahead: TOOL_LIBRARIES :=

$(BUILD)/tools/caller: $(CALLER_OBJECTS)
$(BUILD)/tools/bad_requests: $(patsubst %.c,$(BUILD)/pie/%.o,$(SHARED_SOURCES))
$(BUILD)/tools/faults: $(FAULTS_OBJECTS)
# For the names of the system calls.
$(BUILD)/tools/faults: TOOL_LIBRARIES := -lseccomp

$(BENCH_PROGRAMS): $(BUILD)/bench/%: $(BUILD)/pie/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(BENCH_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $^ $(BENCH_LIBRARIES)

BENCH_LINK      := -pie
BENCH_LIBRARIES := -lpam
$(BUILD)/bench/bench: $(BUILD)/pie/tests/bench/floor.o
$(BUILD)/bench/empty: BENCH_LINK := -static-pie
$(BUILD)/bench/empty: BENCH_LIBRARIES :=

$(ATTACKER): $(ATTACKER_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -static-pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $^

$(TOOL_LIBS): $(BUILD)/tools/%.so: $(BUILD)/pic/tests/tools/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -shared $(LINK_FLAGS) $(LDFLAGS) -o $@ $<

$(BUILD)/pic/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(ROOM_FLAGS) -fPIC $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The headers of PAM do not pass -Wsign-conversion, which -Wconversion brings along.
$(BUILD)/pic/pam_nsjail/%.o: ROOM_FLAGS := -Wno-sign-conversion
$(BUILD)/pie/tests/%.o:      ROOM_FLAGS := -Wno-sign-conversion -Ipam_nsjail -Itests/unit
$(BUILD)/pie/helper/ctl/%.o: ROOM_FLAGS := -Wno-sign-conversion -Ipam_nsjail
$(BUILD)/pie/pam_nsjail/%.o: ROOM_FLAGS := -Wno-sign-conversion
$(BUILD)/pie/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(ROOM_FLAGS) -fPIE $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

ALL_FLAGS = $(COMPILE) $(LINK_FLAGS) $(HELPER_LINK) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

# Everything is built anew when a flag or a path that is compiled in changes.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(ALL_FLAGS))' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

-include $(patsubst %.o,%.d,$(MODULE_OBJECTS) $(HELPER_OBJECTS) $(SUBIDS_OBJECTS) $(VETH_OBJECTS) \
	$(SCOPE_OBJECTS) $(AUDIT_OBJECTS) $(CTL_OBJECTS) $(UNIT_OBJECTS) $(TOOL_OBJECTS) $(FUZZ_OBJECTS) $(BENCH_OBJECTS))

# Demonstration and tests. Packages come first, so the build is a make of its own.

SUBMAKE = +$(Q)$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
RUN     = $(Q)BUILD='$(BUILD)' HELPER_PATH='$(HELPER_PATH)' CONFIG_PATH='$(CONFIG_PATH)' \
	STATE_DIR='$(STATE_DIR)'
# The targets are clang's; the module and the helper that everybody tests are not built anew.
FUZZ_MAKE = $(SUBMAKE) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzz fuzz-programs
BATS    = $(sort $(foreach level,$(1),$(wildcard tests/$(level)/*.bats)))

# These show that a login is what it should be in both trust modes.
BOTH_MODES      := session shared_inodes transfer channels login refusal pamtester inherited root_opens verify
BOTH_MODES_LONG := $(BOTH_MODES) join_known killed refused many run attacks check enter hostile list scale show why

private_of   = JAIL_MODE=private $(foreach name,$(1),$(wildcard tests/ssh/$(name).bats tests/module/$(name).bats \
	tests/ctl/$(name).bats tests/jail/$(name).bats))
PRIVATE      = $(call private_of,$(BOTH_MODES))
PRIVATE_LONG = $(call private_of,$(BOTH_MODES_LONG))

packages:
	@echo '$(or $(MAKECMDGOALS),all): builds in $(BUILD), tests in namespaces of their own; only packages are installed'
	$(Q)tests/install_packages build check package bench

demo:
	@echo 'demo: three tenants log in over real ssh, in namespaces of their own; only packages are installed'
	$(Q)tests/install_packages build demo $(filter debian,$(ROOTFS))
	@echo 'building ...'
	$(SUBMAKE) demo-programs
	$(RUN) ROOTFS='$(ROOTFS)' tests/demo/demo

demo-programs: all $(BUILD)/tools/host_init
	@:

check: packages
	$(SUBMAKE) programs bench-programs
	$(FUZZ_MAKE)
	$(RUN) tests/run $(UNIT_TESTS) $(call BATS,source fuzz module jail ssh ctl fresh) \
		$(PRIVATE) tests/attacks/check

check-long:
	$(Q)tests/install_packages build check package debian work bench
	$(SUBMAKE) programs bench-programs
	$(FUZZ_MAKE)
	$(RUN) LONG=1 FILE_LIMIT=3600 tests/run $(UNIT_TESTS) $(call BATS,source fuzz module jail ssh ctl fresh) \
		tests/attacks/check $(PRIVATE_LONG)

check-unit: packages
	$(SUBMAKE) unit-tests
	$(RUN) tests/run $(UNIT_TESTS)

check-source: packages
	$(SUBMAKE) all
	$(RUN) tests/run $(call BATS,source)

check-module check-jail check-ssh check-ctl: check-%: packages
	$(SUBMAKE) programs
	$(RUN) tests/run $(call BATS,$*)

check-private: packages
	$(SUBMAKE) programs
	$(RUN) tests/run $(wildcard tests/jail/private*.bats) $(PRIVATE)

# A table: each threat, in both modes, with its control. tests/attacks/run says what can be set.
check-attacks: packages
	$(SUBMAKE) programs
	$(RUN) tests/attacks/run

# Machines of their own, with systemd and another kernel, in qemu; tests/vm/boot says what can be set.
# They are of VM_SUITE, and so is the compiler.
check-vm: packages
	$(Q)tests/install_packages vm package
	@echo 'Making the image of a Debian machine; $(BUILD)/vm.log tells more.'
	$(RUN) sh -c 'tests/vm/image $(BUILD)/vm >$(BUILD)/vm.log 2>&1 || { cat $(BUILD)/vm.log; exit 1; }'
	$(RUN) FILE_LIMIT=4000 tests/run tests/vm/sessions tests/vm/exhaustion

# README's commands on fresh machines: clones of the commit on Debian as it comes.
check-fresh:
	$(Q)tests/install_packages fresh
	$(RUN) tests/fresh/check $(or $(SUITE),bookworm trixie testing) $(KIND)

# For a release.
check-distros: check-fresh
	$(SUBMAKE) check-vm VM_SUITE=forky

# The first page that a newcomer reads, followed word for word in such a machine, with Debian's mirror.
check-walk: packages
	$(Q)tests/install_packages vm package
	$(SUBMAKE) all
	$(RUN) FILE_LIMIT=4000 tests/run tests/vm/walk

check-asan: packages
	$(SUBMAKE) BUILD=$(BUILD)/asan SANITIZE=1 unit-tests $(BUILD)/asan/pam_nsjail_helper
	$(Q)tests/run $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/asan/%)

# What a login costs. RESULTS=docs/performance.md puts the results into that page.
bench:
	$(Q)tests/install_packages build check bench
	$(SUBMAKE) bench-programs
	$(RUN) SPEED='$(or $(SPEED),1)' tests/bench/run $(RESULTS)

# Each target in its turn for TIME seconds, or RUNS executions. What they find is in build/fuzz.
TIME ?= 60
fuzz: packages
	$(FUZZ_MAKE)
	$(RUN) TIME='$(TIME)' RUNS='$(RUNS)' tests/fuzz/run $(FUZZ)

bench-programs: all $(BENCH_PROGRAMS) $(TOOLS)
	@:

# Looking at the sources

CLANG_FORMAT ?= $(firstword $(shell command -v clang-format-14 clang-format 2>/dev/null) clang-format)
CLANG_TIDY   ?= clang-tidy
MAN_PAGES    := $(wildcard docs/*.[1-9])
DOC_PAGES    := $(wildcard docs/*.md docs/*.svg docs/*.cast)

# cppcheck does not know the cleanup attribute; the compilers look for what is not initialised.
lint:
	$(Q)tests/install_packages build check lint
	$(SUBMAKE) $(FILTER_TABLES)
	$(call say,TIDY,helper pam_nsjail)$(CLANG_TIDY) --quiet $(HELPER_SOURCES) \
		$(SIDE_SOURCES) $(SHARED_SOURCES) $(MODULE_SOURCES) $(CTL_SOURCES) \
		-- -std=gnu17 -Ihelper -Ipam_nsjail -I$(BUILD)/generated $(DEFINES)
	$(call say,CPPCHECK,helper pam_nsjail)cppcheck --quiet --std=c11 --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr --suppress=memleak \
		--suppress=uninitvar -Ihelper $(DEFINES) helper pam_nsjail
	$(Q)tests/run tests/source/source.bats

# gcc 12 takes what a struct owns for a leak, and a pointer that another function may set for one that
# is not set; check-asan and the fuzz targets look for the one, clang-tidy for the other.
analyze:
	$(SUBMAKE) BUILD=$(BUILD)/analyze CC=gcc CFLAGS='-O2 -fanalyzer -Wno-analyzer-malloc-leak \
		-Wno-analyzer-use-of-uninitialized-value -Werror' all

# What stands in the compiler's place asks clang, so the warnings are to be clang's. The analyzer does not
# know the cleanup attribute: to it what that frees is lost, and what only that reads is never read.
scan:
	$(Q)tests/install_packages build check lint
	$(call say,SCAN,all)scan-build --use-cc=clang --status-bugs -o $(BUILD)/scan/reports \
		-disable-checker unix.Malloc -disable-checker deadcode.DeadStores \
		$(MAKE) --no-print-directory BUILD=$(BUILD)/scan all

format:
	$(CLANG_FORMAT) -i $(C_FILES)

format-check:
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(C_FILES)

# Installation

# The pages speak of the paths of a plain `make install`.
INSTALLED_PATHS = sed -e 's,/usr/local/sbin/\(pam_nsjail\|nsjailctl\),$(SBINDIR)/\1,g' \
	-e 's,/etc/security/nsjail,$(SYSCONFDIR)/security/nsjail,g'
INSTALLED_MAN   = $(foreach page,$(MAN_PAGES),$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
INSTALLED_DOC   = $(patsubst docs/%,$(DOCDIR)/docs/%,$(DOC_PAGES)) $(addprefix $(DOCDIR)/,README.md \
	SECURITY.md NEWS LICENSE pam.d-sshd.example nsjail-antispoof.nft.example)

install: all
	$(INSTALL) -d -m 0755 $(DESTDIR)$(PAMDIR) $(DESTDIR)$(SBINDIR) \
		$(DESTDIR)$(SYSCONFDIR)/security/nsjail.d $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(DOCDIR)/docs $(DESTDIR)$(COMPDIR) $(DESTDIR)$(DATADIR)
	$(INSTALL) -m 0755 $(HELPER) $(DESTDIR)$(HELPER_PATH)
	$(INSTALL) -m 0755 $(SUBIDS) $(DESTDIR)$(SUBIDS_PATH)
	$(INSTALL) -m 0755 $(SCOPE) $(DESTDIR)$(SCOPE_PATH)
	$(if $(AUDIT),$(INSTALL) -m 0755 $(AUDIT) $(DESTDIR)$(AUDIT_PATH))
	$(INSTALL) -m 0755 $(VETH) $(DESTDIR)$(VETH_PATH)
	$(INSTALL) -m 0755 $(CTL) $(DESTDIR)$(CTL_PATH)
	$(INSTALL) -m 0755 etc/pam_lines $(DESTDIR)$(DATADIR)/pam_lines
	$(INSTALL) -m 0644 etc/nsjailctl.bash-completion $(DESTDIR)$(COMPDIR)/nsjailctl
	$(INSTALL) -m 0644 $(MODULE) $(DESTDIR)$(PAMDIR)/pam_nsjail.so
	test -e $(DESTDIR)$(CONFIG_PATH) || \
		$(INSTALL) -m 0644 etc/nsjail.conf $(DESTDIR)$(CONFIG_PATH)
	$(INSTALL) -m 0644 $(filter %.5,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man5
	$(INSTALL) -m 0644 $(filter %.8,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man8
	for page in $(INSTALLED_MAN); do \
		$(INSTALLED_PATHS) <docs/$${page##*/} >$(DESTDIR)$$page || exit 1; \
	done
	$(INSTALL) -m 0644 README.md SECURITY.md NEWS LICENSE etc/pam.d-sshd.example \
		etc/nsjail-antispoof.nft.example $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 0644 $(DOC_PAGES) $(DESTDIR)$(DOCDIR)/docs

# A PAM line that names a missing module locks everybody out, so those have to go first. What the
# administrator wrote stays: nsjail.conf, and nsjail.d unless it is empty.
uninstall:
	@if etc/pam_lines '$(DESTDIR)'; then \
		echo 'these PAM lines name the module: take them out first' >&2; exit 1; fi
	rm -f $(addprefix $(DESTDIR),$(PAMDIR)/pam_nsjail.so $(HELPER_PATH) $(SUBIDS_PATH) \
		$(VETH_PATH) $(SCOPE_PATH) $(SBINDIR)/pam_nsjail_audit $(CTL_PATH) $(COMPDIR)/nsjailctl $(DATADIR)/pam_lines \
		$(INSTALLED_MAN) $(INSTALLED_DOC))
	rmdir $(DESTDIR)$(DATADIR) $(DESTDIR)$(DOCDIR)/docs $(DESTDIR)$(DOCDIR) 2>/dev/null || true
	rmdir $(DESTDIR)$(SYSCONFDIR)/security/nsjail.d 2>/dev/null || true

# Packages

DIST_NAME  := pam_nsjail-$(VERSION)
DIST       := $(BUILD)/$(DIST_NAME).tar.gz
DIST_PARTS := Makefile README.md LICENSE NEWS SECURITY.md .clang-format .clang-tidy .gitignore .ci \
	pam_nsjail helper tests etc docs findings
DEB_BUILD  := $(BUILD)/deb

# What git knows, or, in what was unpacked, all that is there. The same files make the same bytes.
dist:
	@mkdir -p $(BUILD)
	$(call say,DIST,$(DIST)){ git ls-files -- $(DIST_PARTS) 2>/dev/null || \
		find $(DIST_PARTS) ! -type d; } | LC_ALL=C sort >$(BUILD)/dist-files
	$(Q)tar -c --files-from=$(BUILD)/dist-files --transform='s,^,$(DIST_NAME)/,' --format=gnu \
		--owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
		--mtime="@$$(stat -c %Y NEWS)" | gzip -n -9 >$(DIST).new
	$(Q)mv $(DIST).new $(DIST)

# From the tarball, as everybody else would. Its variables are not ours.
deb: dist
	$(Q)tests/install_packages build package
	$(Q)rm -rf $(DEB_BUILD) && mkdir -p $(DEB_BUILD)
	$(Q)tar -C $(DEB_BUILD) -xf $(DIST)
	$(Q)cp -r $(DEB_BUILD)/$(DIST_NAME)/etc/debian $(DEB_BUILD)/$(DIST_NAME)/debian
	$(Q)cd $(DEB_BUILD)/$(DIST_NAME) && env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS \
		dpkg-buildpackage --no-sign --jobs=$(JOBS)
	$(Q)cp $(DEB_BUILD)/*.deb $(BUILD)/
	@ls -1 $(BUILD)/*.deb

# Pictures and recording are kept in the repository, so that reading needs no tools. Each picture bears
# the sum of its source.
PICTURES := $(patsubst %.dot,%.svg,$(wildcard docs/*.dot))

pictures:
	$(Q)tests/install_packages picture
	$(Q)for picture in $(PICTURES); do \
		dot -Tsvg $${picture%.svg}.dot | \
			sed -e '/^<!-- Generated by/,/-->$$/d' -e '/^ viewBox=/r docs/dark.css' >$$picture.new && \
		echo "<!-- of $$(sha256sum <$${picture%.svg}.dot | cut -d' ' -f1) -->" >>$$picture.new && \
		mv $$picture.new $$picture || exit 1; \
	done

recording:
	$(Q)tests/install_packages build demo check
	$(SUBMAKE) demo-programs
	$(RUN) tests/demo/record docs/demo.cast tests/demo/demo

# The first screen of the recording, where the three have logged in and share nothing.
still:
	$(Q)tests/install_packages picture
	$(Q)tests/demo/still docs/demo.cast docs/demo.svg 'root came in through the same sshd'

clean:
	rm -rf $(BUILD)
