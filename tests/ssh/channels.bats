#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Several channels in one connection: multiplexed sessions share the jail, and what is forwarded ends
# in the jail's network.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen ssh-agent ssh-add || return 0
	session_host sshd
	host_sshd_start
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which ssh-add)"
}

setup() {
	session_begin
}

# A listener on the private host's own loopback, for one connection: says WORD.
host_listener() {
	on_host_bash 'echo "$2" | exec busybox nc -l -p "$1"' "$1" "$2" 3>&- &
	listener=$!
	eventually on_host_bash 'ss -ltn 2>/dev/null | grep -q ":$1 "' "$1"
}

host_read_port() {
	on_host_bash 'exec 3<>"/dev/tcp/127.0.0.1/$1" && timeout 5 cat <&3' "$1"
}

# False as long as the listener in the jail is not there yet.
read_from_jail() {
	[[ $(host_read_port 7001 2>/dev/null) == "from the jail" ]]
}

open_master() {
	host_ssh -fNM -S /tmp/master "$@"
}

close_master() {
	host_ssh -q -S /tmp/master -O exit "$1"
}

@test "ControlMaster: several sessions, one jail" {
	open_master alice
	first=$(host_ssh -S /tmp/master alice "$JAIL_PROBE; sleep 0.3" & host_ssh -S /tmp/master alice "$JAIL_PROBE; sleep 0.3" >"$HOST_DIR/second"; wait)
	third=$(host_ssh -S /tmp/master -tt alice "$JAIL_PROBE")
	jails=$(on_host_bash 'ls -A "$1/jails" | wc -l' "$STATE_DIR")
	close_master alice
	assert_jailed "$first" alice
	assert_equal "$(head -n 6 "$HOST_DIR/second")" "$(head -n 6 <<<"$first")"
	assert_equal "$(head -n 6 <<<"${third//$'\r'/}")" "$(head -n 6 <<<"$first")"
	assert_equal "$jails" 1 "number of jails"
}

@test "agent forwarding: the client's key is seen in the jail" {
	run on_host ssh-agent bash -c 'ssh-add -q /srv/host/client_key &&
		ssh-add -l && ssh -A -F /srv/host/ssh_config alice@host "hostname; ssh-add -l"
		result=$?
		kill "$SSH_AGENT_PID"
		exit $result'
	assert_equal "$status" 0 status
	assert_equal "${lines[1]}" alice
	assert_match "${lines[0]}" SHA256
	assert_equal "${lines[2]}" "${lines[0]}"
}

@test "-L reaches a listener in the jail" {
	host_ssh -L 7001:127.0.0.1:7000 alice 'echo from the jail | nc -l -p 7000' 3>&- &
	session=$!
	eventually read_from_jail
	wait $session
}

@test "-L does not reach a listener of the host" {
	host_listener 7100 "from the host"
	open_master -L 7002:127.0.0.1:7100 carol
	assert_equal "$(host_read_port 7002)" "from the host" "what an unjailed user gets"
	close_master carol
	wait $listener

	host_listener 7100 "from the host"
	open_master -L 7002:127.0.0.1:7100 alice
	assert_equal "$(host_read_port 7002)" "" "what a tenant gets"
	close_master alice
	assert_equal "$(host_read_port 7100)" "from the host"
	wait $listener
}

@test "-R listens in the jail, not on the host" {
	host_listener 7100 "through the client"
	open_master -R 7200:127.0.0.1:7100 alice
	run host_read_port 7200
	[ "$status" -ne 0 ]
	assert_equal "$(host_ssh -S /tmp/master alice 'nc 127.0.0.1 7200 </dev/null')" "through the client"
	close_master alice
	wait $listener
}

@test "-D resolves and connects in the jail" {
	open_master -D 7003 alice
	host_listener 7100 "from the host"
	run on_host_bash 'exec 3<>/dev/tcp/127.0.0.1/7003; printf "\4\1\33\274\177\0\0\1\0" >&3; timeout 5 cat <&3 | tr -d "\0"'
	[[ $output != *host* ]]
	assert_equal "$(host_read_port 7100)" "from the host"
	close_master alice
	wait $listener
}
