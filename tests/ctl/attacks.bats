#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# tests/attacks/run --user, with which the attacks are tried on a system as it is installed: here, a private
# host in which module, helper and tool are where they belong.

load ../lib/ctl

setup_file() {
	ctl_host
	mkdir "$HOST_ROOT/srv/attacks"
	cp -r "$BATS_TEST_DIRNAME/../attacks/." "$BUILD/tools/attack_prober" "$HOST_ROOT/srv/attacks/"
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT$HOST_ROOTFS/bin/prober"
}

teardown() {
	session_config
	jail_end
}

attack() {
	run on_host /srv/attacks/run --user alice "$@"
}

@test "a plain jail: all that can be tried holds" {
	JAIL_MODE=plain session_config
	attack
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" $'\nE1   C holds      not here '
	(($(grep -c '^[A-I][0-9]* .* holds ' <<<"$output") >= 30)) || fail "$output"
}

@test "a jail with a user namespace, and as its root" {
	JAIL_MODE=private session_config
	attack --root 'prober root'
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" $'\nC10  H not here   holds '
	(($(grep -c '^[A-I][0-9]* .* holds ' <<<"$output") >= 30)) || fail "$output"
}

@test "what is weak is named" {
	session_config 'seccomp = off' 'network = host'
	attack
	assert_equal "$status" 1 "status ($output)"
	mode=${JAIL_MODE:-plain}
	assert_match "$output" $'\nE5   H (not here   )?BROKEN '
	assert_match "$output" "E5 $mode: BROKEN E5 abstract-socket: fell"
	assert_match "$output" "E4 $mode: BROKEN E4 keyctl: fell"
}

@test "who gets no jail is no subject" {
	run on_host /srv/attacks/run --user carol
	assert_equal "$status" 2
	assert_match "$output" "'carol' gets no jail"
}
