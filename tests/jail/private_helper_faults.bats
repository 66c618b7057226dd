#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The same as in plain mode (helper_faults.bats) where two processes build the jail: a system call of
# helper, builder, keeper, init or the look-up of subordinate ids fails, or its process dies.

load ../lib/private
load ../lib/helper_faults

# There is no way back out of a user namespace.
SESSION=(log save=facts open facts close)

setup_file() {
	session_host
	printf '%s\n' "session required pam_permit.so" "session required /srv/host/pam_nsjail.so" \
		>"$HOST_ROOT/etc/pam.d/caller"
}

teardown_file() {
	private_host_stop
}

setup() {
	session_begin
	session_config
}

teardown() {
	session_end
}

@test "a call fails" {
	helper_faults 70 fail "${SESSION[@]}"
}

@test "a process dies" {
	helper_faults 70 kill "${SESSION[@]}"
}
