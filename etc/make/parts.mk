# SPDX-License-Identifier: BSD-3-Clause
# What a build can do without: asked of the compiler, unless the command line says yes or no. The words
# about what is lost are in helper/config/build_parts.c.

# Older ones are in parts, which a static program has to name.
INI_PARTS   := $(foreach part,collection path_utils ref_array basicobjects,\
	$(if $(findstring /,$(shell $(CC) -print-file-name=lib$(part).so 2>/dev/null)),-l$(part)))
# Before glibc 2.34 timers, threads and dlopen(3) were libraries of their own.
HELPER_LIBS := -lini_config $(INI_PARTS) -lcap -lmd -lrt -lpthread
CTL_LIBS    := -lpam -ljansson -ldl

# yes if etc/make/probes/$(1).c can be built with these words
probe = $(if $(filter 0,$(shell $(CC) -o /dev/null etc/make/probes/$(1).c $(2) >/dev/null 2>&1; echo $$?)),yes,no)

# yes: logins have a filter of system calls
WITH_SECCOMP ?= $(call probe,libseccomp,-lseccomp)
override WITH_SECCOMP := $(WITH_SECCOMP)

# yes: subordinate ids come from wherever nsswitch.conf(5) says
WITH_SUBID ?= $(call probe,libsubid,-lsubid)
override WITH_SUBID := $(WITH_SUBID)

# yes: events can be written to the kernel's audit log, by a program of their own
WITH_AUDIT ?= $(call probe,libaudit,-laudit)
override WITH_AUDIT := $(WITH_AUDIT)
AUDIT_PATH := $(if $(filter yes,$(WITH_AUDIT)),$(SBINDIR)/pam_nsjail_audit)

# yes: one static program, which starts sooner; no: a dynamic one
HELPER_STATIC ?= $(call probe,program,-static-pie $(HELPER_LIBS))
override HELPER_STATIC := $(HELPER_STATIC)
