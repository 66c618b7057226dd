#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# kill -9 of the two halves that build a jail with a user namespace, at many points of their work: the
# login ends, nothing is left, nobody is outside of a jail, and the next login works.

load ../lib/private
load ../lib/kills

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
}

setup() {
	session_begin
	session_config 'rootfs_mode = volatile'
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	session_end || return
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

points() {
	if [[ ${LONG:-0} == 1 ]]; then
		seq 0 100 4000
	else
		echo 0 200 500 800 1200 1600 2000 3000
	fi
}

# Of the processes that are the helper's program, the first is the helper itself.
# shellcheck disable=SC2046 # words
@test "the builder, at many points" {
	kills_while_starting pam_nsjail_helper:2 $(points)
}

# It has that name for a shorter time.
# shellcheck disable=SC2046 # words
@test "init, while the builder is at work" {
	kills_while_starting pam_nsjail_helper:3 $(points | tr ' ' '\n' | awk '{ print int($1 / 3) }')
}
