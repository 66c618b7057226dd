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
STATE_DIR  ?= /run/pam_nsjail

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
VETH_PATH   := $(SBINDIR)/pam_nsjail_veth
PASST_PATH  := /usr/bin/passt
CTL_PATH    := $(SBINDIR)/nsjailctl
CONFIG_PATH := $(SYSCONFDIR)/security/nsjail.conf

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
ifeq ($(SANITIZE),1)
override HELPER_STATIC := no
HARDENING += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
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
	-DSCOPE_PATH='"$(SCOPE_PATH)"' -DPASST_PATH='"$(PASST_PATH)"' \
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
HELPER_LIBS := -lini_config -lcollection -lpath_utils -lref_array -lbasicobjects -lcap -lmd
CTL_LIBS    := -lpam -ljansson

# Products and their parts

SHARED_SOURCES := $(wildcard helper/shared/*.c)
HELPER_SOURCES := $(wildcard helper/*.c)
MODULE_SOURCES := $(wildcard pam_nsjail/*.c)
UNIT_SOURCES   := $(wildcard tests/unit/*_test.c)
TOOL_SOURCES   := $(wildcard tests/tools/*.c)
C_FILES        := $(wildcard helper/*.[ch] helper/*/*.[ch] pam_nsjail/*.[ch] tests/*/*.[ch] \
	tests/tools/*/*.[ch])

MODULE := $(BUILD)/pam_nsjail.so
HELPER := $(BUILD)/pam_nsjail_helper
SUBIDS := $(BUILD)/pam_nsjail_subids
SCOPE  := $(BUILD)/pam_nsjail_scope
VETH   := $(BUILD)/pam_nsjail_veth
CTL    := $(BUILD)/nsjailctl

MODULE_OBJECTS := $(patsubst %.c,$(BUILD)/pic/%.o,$(MODULE_SOURCES) $(SHARED_SOURCES))
HELPER_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(HELPER_SOURCES) $(SHARED_SOURCES))
SUBIDS_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/subids/*.c))
SCOPE_OBJECTS  := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/scope/*.c))
VETH_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/veth/*.c) helper/ip_range.c)
CTL_OBJECTS    := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/ctl/*.c))
UNIT_FIXTURES  := $(BUILD)/pie/tests/unit/fixture.o
UNIT_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(UNIT_SOURCES)) $(UNIT_FIXTURES)
UNIT_TESTS     := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))

# Programs that tests use, and libraries (lib*.c) that they plant.
TOOL_LIB_SOURCES := $(filter tests/tools/lib%,$(TOOL_SOURCES))
TOOL_BIN_SOURCES := $(filter-out tests/tools/lib%,$(TOOL_SOURCES))
TOOL_LIBS        := $(TOOL_LIB_SOURCES:tests/tools/%.c=$(BUILD)/tools/%.so)
TOOLS            := $(TOOL_BIN_SOURCES:tests/tools/%.c=$(BUILD)/tools/%)
CALLER_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/caller/*.c))
FAULTS_OBJECTS   := $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard tests/tools/faults/*.c))
TOOL_OBJECTS     := $(CALLER_OBJECTS) $(FAULTS_OBJECTS) \
	$(patsubst %.c,$(BUILD)/pie/%.o,$(TOOL_BIN_SOURCES)) \
	$(patsubst %.c,$(BUILD)/pic/%.o,$(TOOL_LIB_SOURCES))

# All rooms but the two that hold the entry points, for the unit tests.
HELPER_ARCHIVE := $(BUILD)/helper.a
MODULE_ARCHIVE := $(BUILD)/module.a
VETH_ROOMS     := $(filter-out %/main.o,$(filter $(BUILD)/pie/helper/veth/%,$(VETH_OBJECTS)))
CTL_ARCHIVE    := $(BUILD)/ctl.a
HELPER_ROOMS   := $(filter-out %/main.o,$(HELPER_OBJECTS))
MODULE_ROOMS   := $(filter-out %/module.o,$(filter $(BUILD)/pic/pam_nsjail/%,$(MODULE_OBJECTS)))

CTL_ROOMS      := $(filter-out %/main.o,$(CTL_OBJECTS))

.PHONY: all packages programs unit-tests demo demo-programs check check-unit check-module \
	check-jail check-ssh check-ctl check-private check-source check-vm check-asan check-long lint analyze format format-check install uninstall \
	clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(MODULE) $(HELPER) $(SUBIDS) $(VETH) $(SCOPE) $(CTL)

programs: all unit-tests $(TOOLS) $(TOOL_LIBS)

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

$(BUILD)/pie/helper/filter.o: $(FILTER_TABLES)
$(BUILD)/pie/helper/filter.o: ROOM_FLAGS += -I$(BUILD)/generated

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

$(TOOLS): $(BUILD)/tools/%: $(BUILD)/pie/tests/tools/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(TOOL_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBRARIES)

TOOL_LINK      := -pie
TOOL_LIBRARIES := -lpam
# It has to run in any rootfs.
$(BUILD)/tools/prober: TOOL_LINK := -static-pie
$(BUILD)/tools/prober: TOOL_LIBRARIES :=

$(BUILD)/tools/caller: $(CALLER_OBJECTS)
$(BUILD)/tools/faults: $(FAULTS_OBJECTS)
# For the names of the system calls.
$(BUILD)/tools/faults: TOOL_LIBRARIES := -lseccomp

$(TOOL_LIBS): $(BUILD)/tools/%.so: $(BUILD)/pic/tests/tools/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) -shared $(LINK_FLAGS) $(LDFLAGS) -o $@ $<

$(BUILD)/pic/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(ROOM_FLAGS) -fPIC $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# The headers of PAM do not pass -Wsign-conversion, which -Wconversion brings along.
$(BUILD)/pic/pam_nsjail/%.o: ROOM_FLAGS := -Wno-sign-conversion
$(BUILD)/pie/tests/%.o:      ROOM_FLAGS := -Wno-sign-conversion -Ipam_nsjail -Ihelper/ctl
$(BUILD)/pie/helper/ctl/%.o: ROOM_FLAGS := -Wno-sign-conversion -Ipam_nsjail
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
	$(SCOPE_OBJECTS) $(CTL_OBJECTS) $(UNIT_OBJECTS) $(TOOL_OBJECTS))

# Demonstration and tests. Packages come first, so the build is a make of its own.

SUBMAKE = +$(Q)$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
RUN     = $(Q)BUILD='$(BUILD)' HELPER_PATH='$(HELPER_PATH)' CONFIG_PATH='$(CONFIG_PATH)' \
	STATE_DIR='$(STATE_DIR)'
BATS    = $(sort $(foreach level,$(1),$(wildcard tests/$(level)/*.bats)))

# These show that a login is what it should be in both trust modes.
BOTH_MODES      := session transfer channels login pamtester
BOTH_MODES_LONG := $(BOTH_MODES) killed refused many run

private_of   = JAIL_MODE=private $(foreach name,$(1),$(wildcard tests/ssh/$(name).bats tests/module/$(name).bats \
	tests/ctl/$(name).bats))
PRIVATE      = $(call private_of,$(BOTH_MODES))
PRIVATE_LONG = $(call private_of,$(BOTH_MODES_LONG))

packages:
	$(Q)tests/install_packages build check

demo:
	$(Q)tests/install_packages build demo $(filter debian,$(ROOTFS))
	@echo 'building ...'
	$(SUBMAKE) demo-programs
	$(RUN) ROOTFS='$(ROOTFS)' tests/demo/demo

demo-programs: all $(BUILD)/tools/host_init
	@:

check: packages
	$(SUBMAKE) programs
	$(RUN) tests/run $(UNIT_TESTS) $(call BATS,source module jail ssh ctl) \
		$(PRIVATE)

check-long:
	$(Q)tests/install_packages build check debian
	$(SUBMAKE) programs
	$(RUN) LONG=1 FILE_LIMIT=3600 tests/run $(UNIT_TESTS) $(call BATS,source module jail ssh ctl) $(PRIVATE_LONG)

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

# A machine of its own, with systemd and another kernel; tests/vm/check says what can be set.
check-vm: packages
	$(Q)tests/install_packages vm
	$(SUBMAKE) all
	$(RUN) FILE_LIMIT=2000 tests/run tests/vm/check

check-asan: packages
	$(SUBMAKE) BUILD=$(BUILD)/asan SANITIZE=1 unit-tests $(BUILD)/asan/pam_nsjail_helper
	$(Q)tests/run $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/asan/%)

# Looking at the sources

CLANG_FORMAT ?= $(firstword $(shell command -v clang-format-14 clang-format 2>/dev/null) clang-format)
CLANG_TIDY   ?= clang-tidy
MAN_PAGES    := $(wildcard docs/*.[1-9])

# cppcheck does not know the cleanup attribute; the compilers look for what is not initialised.
lint:
	$(Q)tests/install_packages build check lint
	$(SUBMAKE) $(FILTER_TABLES)
	$(call say,TIDY,helper pam_nsjail)$(CLANG_TIDY) --quiet $(HELPER_SOURCES) \
		$(SHARED_SOURCES) $(MODULE_SOURCES) -- -std=gnu17 -Ihelper -I$(BUILD)/generated $(DEFINES)
	$(call say,CPPCHECK,helper pam_nsjail)cppcheck --quiet --std=c11 --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr --suppress=memleak \
		--suppress=uninitvar -Ihelper $(DEFINES) helper pam_nsjail
	$(Q)tests/run tests/source/source.bats

analyze:
	$(SUBMAKE) BUILD=$(BUILD)/analyze CC=gcc CFLAGS='-O2 -fanalyzer' all

format:
	$(CLANG_FORMAT) -i $(C_FILES)

format-check:
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(C_FILES)

# Installation

install: all
	$(INSTALL) -d -m 0755 $(DESTDIR)$(PAMDIR) $(DESTDIR)$(SBINDIR) \
		$(DESTDIR)$(SYSCONFDIR)/security/nsjail.d $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(DOCDIR) $(DESTDIR)$(COMPDIR)
	$(INSTALL) -m 0755 $(HELPER) $(DESTDIR)$(HELPER_PATH)
	$(INSTALL) -m 0755 $(SUBIDS) $(DESTDIR)$(SUBIDS_PATH)
	$(INSTALL) -m 0755 $(SCOPE) $(DESTDIR)$(SCOPE_PATH)
	$(INSTALL) -m 0755 $(VETH) $(DESTDIR)$(VETH_PATH)
	$(INSTALL) -m 0755 $(CTL) $(DESTDIR)$(CTL_PATH)
	$(INSTALL) -m 0644 etc/nsjailctl.bash-completion $(DESTDIR)$(COMPDIR)/nsjailctl
	$(INSTALL) -m 0644 $(MODULE) $(DESTDIR)$(PAMDIR)/pam_nsjail.so
	test -e $(DESTDIR)$(CONFIG_PATH) || \
		$(INSTALL) -m 0644 etc/nsjail.conf $(DESTDIR)$(CONFIG_PATH)
	$(INSTALL) -m 0644 $(filter %.5,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man5
	$(INSTALL) -m 0644 $(filter %.8,$(MAN_PAGES)) $(DESTDIR)$(MANDIR)/man8
	$(INSTALL) -m 0644 README.md docs/network.md etc/pam.d-sshd.example \
		etc/nsjail-antispoof.nft.example $(DESTDIR)$(DOCDIR)

# What the administrator wrote stays: nsjail.conf, and nsjail.d unless it is empty.
uninstall:
	rm -f $(DESTDIR)$(PAMDIR)/pam_nsjail.so $(DESTDIR)$(HELPER_PATH) $(DESTDIR)$(SUBIDS_PATH) \
		$(DESTDIR)$(VETH_PATH) $(DESTDIR)$(SCOPE_PATH) \
		$(DESTDIR)$(CTL_PATH) $(DESTDIR)$(COMPDIR)/nsjailctl \
		$(patsubst docs/%,$(DESTDIR)$(MANDIR)/man5/%,$(filter %.5,$(MAN_PAGES))) \
		$(patsubst docs/%,$(DESTDIR)$(MANDIR)/man8/%,$(filter %.8,$(MAN_PAGES))) \
		$(DESTDIR)$(DOCDIR)/README.md $(DESTDIR)$(DOCDIR)/pam.d-sshd.example \
		$(DESTDIR)$(DOCDIR)/nsjail-antispoof.nft.example $(DESTDIR)$(DOCDIR)/network.md
	rmdir $(DESTDIR)$(DOCDIR) 2>/dev/null || true
	rmdir $(DESTDIR)$(SYSCONFDIR)/security/nsjail.d 2>/dev/null || true

clean:
	rm -rf $(BUILD)
