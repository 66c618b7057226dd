# SPDX-License-Identifier: BSD-3-Clause
# Where things are installed, and with what they are built. All of it can be set on the command line.

PREFIX     ?= /usr/local
SBINDIR    ?= $(PREFIX)/sbin
MANDIR     ?= $(PREFIX)/share/man
DOCDIR     ?= $(PREFIX)/share/doc/pam_nsjail
SYSCONFDIR ?= /etc
COMPDIR    ?= $(PREFIX)/share/bash-completion/completions
DATADIR    ?= $(PREFIX)/share/pam_nsjail
STATE_DIR  ?= /run/pam_nsjail

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
GROUPS_PATH := $(SBINDIR)/pam_nsjail_groups
SCOPE_PATH  := $(SBINDIR)/pam_nsjail_scope
VETH_PATH   := $(SBINDIR)/pam_nsjail_veth
PASST_PATH  := /usr/bin/passt
CTL_PATH    := $(SBINDIR)/nsjailctl
CONFIG_PATH := $(SYSCONFDIR)/security/nsjail.conf

comma := ,

ifneq ($(V),1)
Q   := @
say  = @printf '  %-7s %s\n' $(1) '$(2)';
endif
