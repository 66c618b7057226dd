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

setup() {
	session_begin
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
	on_host_bash '
		ssh -F /srv/host/ssh_config alice@host "sleep 60" </dev/null &
		client=$!
		sleep 3
		kill -0 $client || exit 1
		pgrep -x nsjail-keeper >/dev/null || exit 2
		kill -STOP $client
		for ((i = 0; i < 60; i++)); do
			pgrep -x nsjail-keeper >/dev/null || break
			sleep 0.1
		done
		kill -KILL $client
		wait
		((i < 60))
	'
}
