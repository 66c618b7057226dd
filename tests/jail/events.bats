#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the log tells programs: one line with event=... for each beginning and end. In both trust modes
# with JAIL_MODE.

load ../lib/ctl

setup_file() {
	ctl_host jq
}

events() { # NAME: their lines
	host_log_flush
	grep -a "(event=$1 " "$HOST_LOG"
}

has_event() {
	events "$1" >/dev/null
}

count() {
	events "$1" | grep -c .
}

field() { # KEY, of a line of standard input
	grep -oE "[( ]$1=[^ )]*" | cut -d= -f2
}

@test "a session is told from its beginning to its end, once each, in one word per value" {
	jail_hold one alice
	inode=$(jail_ask one 'readlink /proc/self/ns/pid' | tr -dc 0-9)
	line=$(events open)
	assert_match "$line" "jailed session \[([0-9a-f]{8})\] for user 'alice' \(event=open id=([0-9a-f]{8}) user=alice uid=1001 service=nsjail tty=- rhost=- jail=1001-"
	id=$(field id <<<"$line")
	assert_equal "$(field ns_pid <<<"$line")" "$inode" "pid namespace"
	assert_match "$(field seconds <<<"$line")" '^[0-9]\.[0-9]{3}$'
	jail_release one
	eventually has_event end
	assert_equal "$(events close | field id)" "$id" "the end is of the session"
	assert_equal "$(events close | field ns_pid)" "$inode"
	for event in open close end; do
		assert_equal "$(count $event)" 1 "events '$event'"
	done
}

@test "who comes later joins" {
	session_config 'scope = user'
	jail_hold one alice
	jail_hold two alice
	assert_equal "$(count open) $(count join)" "1 1"
	assert_equal "$(events join | field jail)" "$(events open | field jail)"
	jail_release two
	eventually has_event close
	assert_equal "$(events close | field id)" "$(events join | field id)"
}

@test "a refusal tells of whom, and nsjailctl why does not mistake it for the reason" {
	session_config 'rootfs_mode = writable' 'hostname = a_b'
	jail_login alice 'echo inside'
	line=$(events refuse)
	assert_match "$line" "refused \[[0-9a-f]{8}\] user 'alice': .*hostname 'a_b'.* \(event=refuse id=[0-9a-f]{8} user=alice service=nsjail .*seconds=[0-9.]+\)$"
	run on_host nsjailctl why --log /srv/host/log "$(field id <<<"$line")"
	assert_equal "$(grep cause: <<<"$output" | grep -c event=)" 0 "$output"
}

@test "a session whose process dies is told of by the keeper" {
	jail_hold one alice
	on_host_bash 'kill -KILL $(pgrep -x logins)'
	eventually has_event close
	assert_match "$(events close)" "pam_nsjail_helper\[[0-9]+\]: lost session \[$(events open | field id)\] \(event=close "
}

@test "an administrator who enters is told of" {
	jail_hold one alice
	ctl enter alice true
	assert_match "$(events enter)" "an administrator enters the jail of user 'alice' \(event=enter id=[0-9a-f]{8} user=alice uid=1001 service=nsjailctl"
	eventually has_event close
	assert_equal "$(events close | field id)" "$(events enter | field id)"
}

@test "a log that nobody reads holds no keeper up" {
	jail_hold one alice
	# A socket of that name whose queue is full: what waits for its reader waits for ever.
	on_host_bash '
		mv /dev/log /dev/log.kept
		python3 - <<-"END" &
			import socket, time
			one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
			one.bind("/dev/log")
			two = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
			two.setblocking(False)
			try:
			    while True: two.sendto(b"x", "/dev/log")
			except BlockingIOError: pass
			open("/tmp/full", "w").close()
			time.sleep(20)
		END
		echo $! >/tmp/reader
		until [[ -e /tmp/full ]]; do sleep 0.02; done
	'
	init=$(ctl_json '.jails[0].init' list)
	on_host kill -KILL "$init"
	no_jails() {
		[[ $(ctl_json '.jails | length' list) == 0 ]]
	}
	eventually no_jails
	result=$?
	on_host_bash 'kill $(cat /tmp/reader); rm -f /dev/log /tmp/reader /tmp/full; mv /dev/log.kept /dev/log'
	assert_equal "$result" 0
}
