#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Every system call of helper, keeper and init fails once, and in another series the process dies at
# it, while a session is made, joined and closed: the login is like any other, or refused with one line
# in the log; within five seconds no process is left, and the next login works.
#
# Begins first: it is hundreds of logins, one after another

load ../lib/session
load ../lib/helper_faults

# What a session takes away for good.
DONE='status CapBnd,status NoNewPrivs,status Seccomp,status Seccomp_filters,keyring,dumpable,cwd,limits Max core file size'
SESSION=(log save=facts open facts close "same=$DONE")
# The second process comes between "open" and "close" of the first.
JOIN=(log apart save=facts open facts close "same=$DONE" exit save=facts open facts meet facts close "same=$DONE")

setup_file() {
	session_host
}

@test "a jail of one session: a call fails" {
	helper_faults 50 fail "${SESSION[@]}"
}

@test "a jail of one session: a process dies" {
	helper_faults 50 kill "${SESSION[@]}"
}

@test "a jail of one session in a rootfs that is not known yet: a call fails" {
	NEW=1 helper_faults 30 fail "${SESSION[@]}"
	grep -q '^1.helper linkat' "$HOST_DIR/trace"
}

@test "a jail of one session in a rootfs that is not known yet: a process dies" {
	NEW=1 helper_faults 30 kill "${SESSION[@]}"
}

@test "a jail that is made and joined: a call fails" {
	session_config 'scope = user'
	helper_faults 45 fail "${JOIN[@]}"
}

@test "a jail that is made and joined: a process dies" {
	session_config 'scope = user'
	helper_faults 45 kill "${JOIN[@]}"
	grep -q '^2.helper' "$HOST_DIR/trace"
}

@test "a jail that is made, and joined without the helper: a call fails" {
	session_config 'scope = user'
	KNOWN=1 helper_faults 45 fail "${JOIN[@]}"
	assert_equal "$(grep -c '^2.helper' "$HOST_DIR/trace")" 0 "calls of a second helper"
}

@test "a jail that is made, and joined without the helper: a process dies" {
	session_config 'scope = user'
	KNOWN=1 helper_faults 45 kill "${JOIN[@]}"
}

# The keeper has no other way to end init than its own end; and a poll that was interrupted says nothing.
@test "a keeper that is interrupted, or can not kill" {
	session_config 'scope = user'
	result=$(on_host_bash "$HELPER_FAULTS"'; points_try "$@"' fail "$CONFIG_PATH" "${JOIN[@]}" < <(
		printf '1.keeper poll %s EINTR\n' 1 2 3 4 5 6
		echo 1.keeper pidfd_send_signal 1 EPERM
	))
	assert_match "$result" '^7 points: 14 as usual, 0 refused, .* 0 not met, 0 wrong$'
}

# libc does with less, but for a later call of its own; the keeper comes to none.
@test "a heap that does not grow" {
	! older_libc 2.34 || skip "the points are those of glibc 2.34 and later"
	session_config 'scope = user'
	result=$(on_host_bash "$HELPER_FAULTS"'; points_try "$@"' fail "$CONFIG_PATH" "${JOIN[@]}" < <(
		printf '1.helper brk %s ENOMEM\n' 2 4 5
		printf '1.keeper brk %s ENOMEM\n' 1
		printf '2.helper brk %s ENOMEM\n' 4 5
	))
	assert_match "$result" '^6 points: 12 as usual, 0 refused, .* 0 not met, 0 wrong$'
}

@test "the series notices what is not met, what is cut off and what is left" {
	session_config 'scope = user'
	try() { on_host_bash "$HELPER_FAULTS"'; points_try "$@"' fail "$CONFIG_PATH" "${JOIN[@]}" <<<"$1"; }
	assert_match "$(try '1.helper openat 9999 EPERM')" 'series: 1 points were not met.* 1 not met, 1 wrong$'
	result=$(try '1.keeper accept4 1 KILL')
	assert_match "$result" '1.keeper accept4 1 KILL: a half state.*> child none'
	assert_match "$result" '0 not met, 1 wrong$'
	result=$(try '1.keeper wait4 1 STOP')
	assert_match "$result" '1.keeper wait4 1 STOP: left 1.keeper'
}
