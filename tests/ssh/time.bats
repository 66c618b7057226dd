#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A jail whose clock begins with it: sshd's own timers go on as if nothing had happened.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen
	session_host sshd
	session_config 'namespaces = mount pid uts ipc cgroup net time'
	host_sshd_start 'RekeyLimit default 2
		ClientAliveInterval 1
		ClientAliveCountMax 1'
}

teardown_file() {
	private_host_stop
}

setup() {
	session_begin
}

teardown() {
	session_end
}

# Keys are made anew every two seconds, by a clock that went back by the host's uptime at the login.
@test "sshd makes new keys in time" {
	(($(cut -d. -f1 /proc/uptime) > 60)) || skip "the host is up for too short a time"
	run host_ssh -o LogLevel=DEBUG1 alice 'cut -d. -f1 /proc/uptime; sleep 3; echo; sleep 3; echo; sleep 3; echo end'
	assert_match "$output" $'\n[0-5]\r?\n' "uptime in the jail"
	assert_match "$output" 'end'
	# One is made before the login.
	(($(grep -c 'SSH2_MSG_NEWKEYS sent' <<<"$output") >= 3)) || fail "$output"
}

@test "sshd asks a silent client whether it is there, and ends a session without one" {
	host_ssh alice 'echo $$ started; sleep 60' >"$HOST_DIR/output" 2>&1 3>&- </dev/null &
	session=$!
	eventually grep -q started "$HOST_DIR/output"
	client=$(on_host pgrep -f '^ssh -F .* alice@host')
	sleep 2.5
	on_host kill -0 "$client"
	on_host kill -STOP "$client"
	EVENTUALLY_MS=6000 eventually eval '! on_host pgrep -x nsjail-keeper >/dev/null'
	on_host kill -KILL "$client"
	# nsenter(1) stops with what it has started.
	kill -CONT "$session"
}
