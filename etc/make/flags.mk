# SPDX-License-Identifier: BSD-3-Clause
# What the compiler and the linker are told; see docs/contributing.md before a warning goes.

# Of these flags those that the compiler knows: gcc 11 and 12 have brought some.
flags_known = $(foreach flag,$(1),$(shell $(CC) -Werror $(flag) -S -o /dev/null -x c /dev/null 2>/dev/null && \
	echo '$(flag)'))

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
HARDENING += $(call flags_known,-ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr)
endif
endif

ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

is_yes = $(if $(filter yes,$(1)),1,0)
PARTS := -DHAS_LIBSECCOMP=$(call is_yes,$(WITH_SECCOMP)) -DHAS_LIBSUBID=$(call is_yes,$(WITH_SUBID)) \
	-DHAS_LIBAUDIT=$(call is_yes,$(WITH_AUDIT)) -DHAS_STATIC_HELPER=$(call is_yes,$(HELPER_STATIC))
DEFINES := -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DHELPER_PATH='"$(HELPER_PATH)"' \
	-DSUBIDS_PATH='"$(SUBIDS_PATH)"' -DGROUPS_PATH='"$(GROUPS_PATH)"' -DVETH_PATH='"$(VETH_PATH)"' \
	-DSCOPE_PATH='"$(SCOPE_PATH)"' -DAUDIT_PATH='"$(AUDIT_PATH)"' -DPASST_PATH='"$(PASST_PATH)"' \
	-DCONFIG_PATH='"$(CONFIG_PATH)"' -DSTATE_DIR='"$(STATE_DIR)"' \
	-DPAMDIR='"$(PAMDIR)"' $(PARTS)

# CFLAGS, CPPFLAGS and LDFLAGS are the builder's own and come last.
CFLAGS    ?= $(OPTIMISE) -g
COMPILE    = $(CC) -std=gnu17 -Ihelper -Ihelper/syscalls $(DEFINES) $(WARNINGS) $(HARDENING) -fvisibility=hidden \
	-fno-common -MMD -MP
LINK_FLAGS = $(HARDENING) -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,defs \
	-Wl,-z,separate-code -Wl,--as-needed

ifeq ($(HELPER_STATIC),yes)
HELPER_LINK := -static-pie
else
HELPER_LINK := -pie
endif
