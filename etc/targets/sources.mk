# SPDX-License-Identifier: BSD-3-Clause
# Looking at the sources

SIDE_SOURCES := $(foreach room,veth scope subids groups filter_make $(if $(AUDIT_PATH),audit),$(wildcard helper/$(room)/*.c))
C_FILES      := $(wildcard helper/*.[ch] helper/*/*.[ch] helper/*/*/*.[ch] pam_nsjail/*.[ch] tests/*/*.[ch] \
	tests/unit/*/*.[ch] tests/unit/*/*/*.[ch] tests/tools/*/*.[ch] tests/attacks/prober/*.[ch])

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
		-- -std=gnu17 -Ihelper -Ihelper/syscalls -Ipam_nsjail -I$(BUILD)/generated $(DEFINES)
	$(call say,CPPCHECK,helper pam_nsjail)cppcheck --quiet --std=c11 --error-exitcode=1 \
		--enable=warning,performance,portability --inline-suppr --suppress=memleak \
		--suppress=uninitvar -Ihelper -Ihelper/syscalls $(DEFINES) helper pam_nsjail
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

# How long functions are, and how high the house is.
source-figures: all
	$(Q)BUILD='$(BUILD)' tests/source/graph figures

format:
	$(Q)$(CLANG_FORMAT) -i $(C_FILES)

format-check:
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(C_FILES)

.PHONY: lint analyze scan source-figures format format-check
