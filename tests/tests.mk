# SPDX-License-Identifier: BSD-3-Clause
# Demonstration and tests. Packages come first, so the build is a make of its own.

SUBMAKE = +$(Q)$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
RUN     = $(Q)BUILD='$(BUILD)' HELPER_PATH='$(HELPER_PATH)' CONFIG_PATH='$(CONFIG_PATH)' \
	STATE_DIR='$(STATE_DIR)'
BATS    = $(sort $(foreach level,$(1),$(wildcard tests/$(level)/*.bats)))

# These show that a login is what it should be in both trust modes.
BOTH_MODES      := session caller_loader everyday shared_inodes transfer channels login login_by_path refusal groups pamtester inherited root_opens verify names login_records
BOTH_MODES_LONG := $(BOTH_MODES) join_known killed refused many run attacks check enter hostile list scale show why

private_of   = JAIL_MODE=private $(foreach name,$(1),$(wildcard tests/ssh/$(name).bats tests/module/$(name).bats \
	tests/ctl/$(name).bats tests/jail/$(name).bats))
PRIVATE      = $(call private_of,$(BOTH_MODES))
PRIVATE_LONG = $(call private_of,$(BOTH_MODES_LONG))

programs: all unit-tests $(TOOLS) $(TOOL_LIBS) $(ATTACKER)

unit-tests: $(UNIT_TESTS)

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
		$(PRIVATE) tests/attacks/check tests/callers/slice tests/callers/control.bats \
		tests/ordinary/slice tests/ordinary/control.bats

check-long:
	$(Q)tests/install_packages build check package debian work bench
	$(SUBMAKE) programs bench-programs
	$(FUZZ_MAKE)
	$(RUN) LONG=1 FILE_LIMIT=3600 tests/run $(UNIT_TESTS) $(call BATS,source fuzz module jail ssh ctl fresh) \
		tests/attacks/check tests/callers/slice tests/callers/control.bats \
		tests/ordinary/slice tests/ordinary/control.bats $(PRIVATE_LONG)

check-unit: packages
	$(SUBMAKE) unit-tests
	$(RUN) tests/run $(UNIT_TESTS)

check-source: packages
	$(SUBMAKE) all
	$(RUN) tests/run $(call BATS,source)

# What a distribution without static libraries has, in a build of its own.
check-dynamic: packages
	$(SUBMAKE) BUILD=$(BUILD)/dynamic HELPER_STATIC=no programs
	$(RUN) BUILD=$(BUILD)/dynamic tests/run $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/dynamic/%) $(call BATS,module jail ssh ctl) \
		$(PRIVATE)

check-module check-jail check-ssh check-ctl: check-%: packages
	$(SUBMAKE) programs
	$(RUN) tests/run $(call BATS,$*)

check-private: packages
	$(SUBMAKE) programs
	$(RUN) tests/run $(wildcard tests/jail/private*.bats) $(PRIVATE)

# Those that have failed on a machine that had other things to do, beside a build that never ends.
SHAKY   := ctl/scale ctl/check ctl/show jail/cost jail/limits jail/join_storm jail/hung module/bad_rootfs \
	ssh/caller_loader ssh/clients
REPEATS ?= 20

check-repeat: packages
	$(SUBMAKE) programs
	$(RUN) tests/repeat $(REPEATS) $(SHAKY:%=tests/%.bats)

# A table: each threat, in both modes, with its control. tests/attacks/run says what can be set.
check-attacks: packages
	$(SUBMAKE) programs
	$(RUN) tests/attacks/run

check-asan: packages
	$(SUBMAKE) BUILD=$(BUILD)/asan SANITIZE=1 unit-tests $(BUILD)/asan/pam_nsjail_helper
	$(Q)tests/run $(UNIT_TESTS:$(BUILD)/%=$(BUILD)/asan/%)

# What a login costs. RESULTS=docs/performance.md puts the results into that page; AGAINST=TREE measures
# another tree of the project beside this one, and bench-dynamic a helper that is not static.
bench-dynamic: AGAINST := .
bench-dynamic: AGAINST_FLAGS := HELPER_STATIC=no
bench-dynamic: bench

bench:
	$(Q)tests/install_packages build check bench
	$(SUBMAKE) bench-programs
	$(RUN) SPEED='$(or $(SPEED),1)' AGAINST='$(AGAINST)' AGAINST_FLAGS='$(AGAINST_FLAGS)' \
		tests/bench/run $(RESULTS)

bench-programs: all $(BENCH_PROGRAMS) $(TOOLS)
	@:

.PHONY: programs unit-tests packages demo demo-programs check check-long check-repeat check-unit check-source \
	check-dynamic check-module check-jail check-ssh check-ctl check-private check-attacks check-asan bench \
	bench-dynamic bench-programs
