# SPDX-License-Identifier: BSD-3-Clause
# The whole build. What is made lands in $(BUILD); `make V=1` shows the commands.

VERSION := 0.1.0
BUILD   ?= build

include etc/make/paths.mk etc/make/parts.mk etc/make/flags.mk

# What is made: the module, the helper that it starts, the programs that the helper runs, the tool.
MODULE := $(BUILD)/pam_nsjail.so
HELPER := $(BUILD)/pam_nsjail_helper
SUBIDS := $(BUILD)/pam_nsjail_subids
GROUPS := $(BUILD)/pam_nsjail_groups
SCOPE  := $(BUILD)/pam_nsjail_scope
AUDIT  := $(if $(AUDIT_PATH),$(BUILD)/pam_nsjail_audit)
VETH   := $(BUILD)/pam_nsjail_veth
CTL    := $(BUILD)/nsjailctl

# The last line says what this build can not do for want of a library.
all: $(MODULE) $(HELPER) $(SUBIDS) $(GROUPS) $(VETH) $(SCOPE) $(AUDIT) $(CTL)
	@$(CTL) --version | sed -n 's/^without /built &/p'

# What of: every folder of helper/ but these is the helper's; docs/design.md has them all.
PROGRAMS       := ctl veth scope subids groups audit filter_make
MODULE_SOURCES := $(wildcard pam_nsjail/*.c)
SHARED_SOURCES := $(wildcard helper/shared/*.c helper/syscalls/*.c)
HELPER_SOURCES := helper/main.c $(filter-out $(addsuffix /%,$(addprefix helper/,shared syscalls $(PROGRAMS))), \
	$(wildcard helper/*/*.c))
CTL_SOURCES    := $(wildcard helper/ctl/*.c helper/ctl/*/*.c)

# The objects of a program of its own, with the rooms of the helper that it needs.
program_objects = $(patsubst %.c,$(BUILD)/pie/%.o,$(wildcard helper/$(1)/*.c) $(2))
MODULE_OBJECTS := $(patsubst %.c,$(BUILD)/pic/%.o,$(MODULE_SOURCES) $(SHARED_SOURCES))
HELPER_OBJECTS := $(patsubst %.c,$(BUILD)/pie/%.o,$(HELPER_SOURCES) $(SHARED_SOURCES))
CTL_OBJECTS    := $(CTL_SOURCES:%.c=$(BUILD)/pie/%.o)
SYSCALLS       := $(BUILD)/pie/helper/syscalls/syscalls.o
SUBIDS_OBJECTS := $(filter-out %/ranges_$(if $(filter yes,$(WITH_SUBID)),without,libsubid).o,\
	$(call program_objects,subids,helper/ids/subid_ranges.c helper/system/host_accounts.c helper/shared/noatime.c))
GROUPS_OBJECTS := $(call program_objects,groups)
AUDIT_OBJECTS  := $(if $(AUDIT_PATH),$(call program_objects,audit))
SCOPE_OBJECTS  := $(call program_objects,scope)
VETH_OBJECTS   := $(call program_objects,veth,helper/plan/ip_range.c)

# All rooms but the two that hold the entry points, for the unit tests.
HELPER_ARCHIVE := $(BUILD)/helper.a
MODULE_ARCHIVE := $(BUILD)/module.a
VETH_ROOMS     := $(filter-out %/main.o,$(filter $(BUILD)/pie/helper/veth/%,$(VETH_OBJECTS)))
CTL_ARCHIVE    := $(BUILD)/ctl.a
HELPER_ROOMS   := $(filter-out %/main.o,$(HELPER_OBJECTS))
MODULE_ROOMS   := $(filter-out %/module.o,$(filter $(BUILD)/pic/pam_nsjail/%,$(MODULE_OBJECTS)))

CTL_ROOMS      := $(filter-out %/main.o,$(CTL_OBJECTS))

.DELETE_ON_ERROR:
.SECONDARY:

$(MODULE): $(MODULE_OBJECTS) pam_nsjail/pam_nsjail.map
	$(call say,LINK,$@)$(CC) -shared $(LINK_FLAGS) -Wl,--version-script=pam_nsjail/pam_nsjail.map \
		$(LDFLAGS) -o $@ $(MODULE_OBJECTS) -lpam

# Filters are made once, by a program that is built and run here.
FILTER_MAKE   := $(BUILD)/filter_make
FILTER_TABLES := $(BUILD)/generated/filter_tables.h

$(FILTER_MAKE): $(wildcard helper/filter_make/*.[ch]) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(COMPILE) -fPIE -pie $(CPPFLAGS) $(CFLAGS) -o $@ $(filter %.c,$^) -lseccomp

ifeq ($(WITH_SECCOMP),yes)
$(FILTER_TABLES): $(FILTER_MAKE)
	@mkdir -p $(@D)
	$(call say,MAKE,$@)$(FILTER_MAKE) >$@
else
$(FILTER_TABLES): helper/filter_make/without_libseccomp.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,MAKE,$@)cp $< $@
endif

$(BUILD)/pie/helper/jail/filter.o: $(FILTER_TABLES)
$(BUILD)/pie/helper/jail/filter.o: ROOM_FLAGS += -I$(BUILD)/generated

$(HELPER): $(HELPER_OBJECTS)
	$(call say,LINK,$@)$(CC) $(HELPER_LINK) $(LINK_FLAGS) $(LDFLAGS) -o $@ $(HELPER_OBJECTS) \
		$(HELPER_LIBS)

# Dynamic: libsubid loads plug-ins of the name service.
$(SUBIDS): $(SUBIDS_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(SUBIDS_OBJECTS) \
		$(if $(filter yes,$(WITH_SUBID)),-lsubid)

# Dynamic: the name service loads plug-ins.
$(GROUPS): $(GROUPS_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(GROUPS_OBJECTS)

$(VETH): $(VETH_OBJECTS)
	$(call say,LINK,$@)$(CC) -pie $(LINK_FLAGS) $(LDFLAGS) -o $@ $(VETH_OBJECTS) -lmnl

# Dynamic: only a machine with systemd has its library.
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

# Tests, installation, packages, pictures: each has its targets beside it.
include $(sort $(wildcard tests/*/*.mk)) tests/tests.mk $(sort $(wildcard etc/targets/*.mk))

clean:
	rm -rf $(BUILD)

.PHONY: all clean FORCE

-include $(patsubst %.o,%.d,$(MODULE_OBJECTS) $(HELPER_OBJECTS) $(SUBIDS_OBJECTS) $(GROUPS_OBJECTS) $(VETH_OBJECTS) \
	$(SCOPE_OBJECTS) $(AUDIT_OBJECTS) $(CTL_OBJECTS) $(UNIT_OBJECTS) $(TOOL_OBJECTS) $(FUZZ_OBJECTS) $(BENCH_OBJECTS))
