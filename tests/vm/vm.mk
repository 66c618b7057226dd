# SPDX-License-Identifier: BSD-3-Clause
# Machines of their own, with systemd and another kernel, in qemu; tests/vm/boot says what can be set.
# They are of VM_SUITE, and so is the compiler.
check-vm: packages
	$(Q)tests/install_packages vm package
	@echo 'Making the image of a Debian machine; $(BUILD)/vm.log tells more.'
	$(RUN) sh -c 'tests/vm/image $(BUILD)/vm >$(BUILD)/vm.log 2>&1 || { cat $(BUILD)/vm.log; exit 1; }'
	$(RUN) FILE_LIMIT=4000 tests/run tests/vm/sessions tests/vm/exhaustion

# The same with SELinux, permissive and enforcing.
check-selinux: packages
	$(Q)tests/install_packages vm package
	@echo 'Making the image of a Debian machine with SELinux; $(BUILD)/vm-selinux.log tells more.'
	$(RUN) sh -c 'VM_SELINUX=1 VM_TREES=$(BUILD)/vm tests/vm/image $(BUILD)/vm-selinux >$(BUILD)/vm-selinux.log 2>&1 || \
		{ cat $(BUILD)/vm-selinux.log; exit 1; }'
	$(RUN) FILE_LIMIT=4000 tests/run tests/vm/selinux_permissive tests/vm/selinux_enforcing

# README's commands on fresh machines: clones of the commit on Debian as it comes.
check-fresh:
	$(Q)tests/install_packages fresh
	$(RUN) tests/fresh/check $(or $(SUITE),bookworm trixie testing) $(KIND)

# For a release.
check-distros: check-fresh
	$(SUBMAKE) check-vm BUILD=$(BUILD)/trixie VM_SUITE=trixie
	$(SUBMAKE) check-vm BUILD=$(BUILD)/forky VM_SUITE=forky

# The first page that a newcomer reads, followed word for word in such a machine, with Debian's mirror.
check-walk: packages
	$(Q)tests/install_packages vm package
	$(SUBMAKE) all
	$(RUN) FILE_LIMIT=4000 tests/run tests/vm/walk

.PHONY: check-vm check-selinux check-fresh check-distros check-walk
