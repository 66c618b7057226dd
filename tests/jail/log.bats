#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# /dev/log of a jail: what its caller writes comes into the host's log as it is, what anybody else in
# there writes bears the user's name and uid, and there is not too much of it.

load ../lib/jail

setup_file() {
	jail_host python3 perl
	# Sends what it likes, without a line of syslog(3)'s own: SOCKET DATAGRAM.
	host_rootfs_program "$HOST_ROOTFS" "$(realpath "$(command -v perl)")"
	sed "s|PERL|$(realpath "$(command -v perl)")|" >"$HOST_ROOT$HOST_ROOTFS/bin/datagram" <<-'END'
		#!/bin/sh
		exec PERL -e 'socket(S, 1, 2, 0) or die; connect(S, pack("S a*", 1, "$ARGV[0]\0")) or die "$!\n";
			defined send(S, $ARGV[1], 0) or die "$!\n"' "$@"
	END
	chmod 755 "$HOST_ROOT$HOST_ROOTFS/bin/datagram"
}

setup() {
	jail_begin
}

teardown() {
	jail_end
}

in_both_modes() {
	local mode

	for mode in no yes; do
		session_config "user_namespace = $mode"
		: >"$HOST_LOG"
		"$@" || { fail "user_namespace = $mode: $(<"$HOST_LOG")"; return 1; }
	done
}

# Lines of the log that an extended regular expression matches; what is on its way comes first.
logged() {
	grep -aE "$1" "$HOST_LOG"
}

is_logged() {
	logged "$1" >/dev/null
}

STAMP="<1[0-9]>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8} nsjail\[[0-9]+\]: user 'alice' \(1001\): "

callers_line() {
	on_host /srv/host/tools/caller nsjail-caller alice save open log close >/dev/null || return 1
	eventually is_logged 'the caller can write to the log' || return 1
	assert_match "$(logged 'the caller can write')" '^<86>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8} caller(\[[0-9]+\])?: the caller can write to the log ?$'
}

@test "what the caller writes comes as it is" {
	in_both_modes callers_line
}

tenants_line() {
	jail_login alice 'logger -p authpriv.crit -t sshd "Accepted publickey for root"; logger -p kern.emerg "panic"; id -u'
	assert_equal "$output" 1001 || return 1
	eventually is_logged panic || return 1
	assert_match "$(logged 'Accepted publickey')" "^<11>${STAMP#<1\[0-9\]>}sshd: Accepted publickey for root ?$" || return 1
	assert_match "$(logged panic)" "^<11>${STAMP#<1\[0-9\]>}.*panic ?$" || return 1
	assert_equal "$(grep -ac '^<8[0-7]>.* sshd: ' "$HOST_LOG")" 0 "lines of sshd's"
}

@test "what a tenant writes bears name and uid, and is of facility user" {
	in_both_modes tenants_line
}

root_line() {
	run on_host "$LOGINS" -r nsjail alice 1 /bin/sh -c 'logger -p auth.info -t sshd "forged by root"'
	eventually is_logged 'forged by root' || return 1
	assert_match "$(logged 'forged by root')" "^<14>${STAMP#<1\[0-9\]>}sshd: forged by root ?$"
}

@test "root of a jail is no caller" {
	in_both_modes root_line
}

unclean_line() {
	jail_login alice 'logger "$(printf "a\033[2Jb\\\\c\nNov 30 00:00:00 sshd[1]: new line\303\244\177\r.")"; echo $?'
	assert_equal "$output" 0 || return 1
	eventually is_logged 'new line' || return 1
	assert_equal "$(logged 'new line' | grep -acE "^$STAMP.*a\\\\x1b\[2Jb\\\\x5cc\\\\x0aNov 30 00:00:00 sshd\[1\]: new line\\\\xc3\\\\xa4\\\\x7f\\\\x0d\. ?$")" 1 "$(logged 'new line')"
}

@test "control bytes, new lines and what is not ASCII are escaped" {
	in_both_modes unclean_line
}

dropped_lines() {
	logged "pam_nsjail_helper\[[0-9]+\]: [0-9]+ lines of the jail of user 'alice' \(1001\) dropped" |
		sed -E 's/.*: ([0-9]+) lines.*/\1/'
}

# All that were sent are there, or are told of.
flood_is_told() {
	local told

	told=$(dropped_lines | paste -sd+)
	[[ -n $told ]] && (($(grep -ac 'flood line' "$HOST_LOG") + told == 2000))
}

flood() {
	local passed

	jail_hold one alice || return 1
	jail_ask one 'i=0; while [ $i -lt 2000 ]; do echo "flood line $i"; i=$((i + 1)); done | logger'
	eventually flood_is_told || return 1
	passed=$(grep -ac 'flood line' "$HOST_LOG")
	# A log that is slower than its queue is long loses some of the first ones, too.
	((passed >= 100 && passed <= 400)) || { fail "$passed lines got in"; return 1; }
	# Others are not held up by that, nor is the jail itself for ever.
	: >"$HOST_LOG"
	jail_login bob 'logger "of another"' || return 1
	eventually is_logged 'of another' || return 1
	sleep 0.2
	jail_ask one 'logger "afterwards"' || return 1
	eventually is_logged 'afterwards' || return 1
	jail_release one
}

@test "a flood is limited, and the log says by how much" {
	in_both_modes flood
}

# What is told at the end of a jail that ends before it was time to tell.
flood_to_the_end() {
	jail_login alice 'i=0; while [ $i -lt 2000 ]; do echo "flood line $i"; i=$((i + 1)); done | logger'
	eventually flood_is_told
}

@test "a jail that ends has told what was dropped" {
	in_both_modes flood_to_the_end
}

# A log of its own at /dev/log, as a syslogd that starts anew has it.
log_anew() {
	on_host_bash '
		rm -f /tmp/anew
		mv /dev/log /dev/log.kept
		python3 - <<-"END" &
			import os, socket
			log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
			log.bind("/dev/log")
			os.chmod("/dev/log", 0o666)
			out = open("/tmp/anew", "wb", 0)
			while True:
			    out.write(log.recv(8192) + b"\n")
		END
		echo $! >/tmp/anew.pid
		until [[ -e /tmp/anew ]]; do sleep 0.02; done
	'
}

log_anew_end() {
	on_host_bash 'kill $(cat /tmp/anew.pid); rm -f /dev/log /tmp/anew /tmp/anew.pid'
}

is_anew() {
	on_host grep -aq "$1" /tmp/anew
}

followed() {
	local result=0

	jail_hold one alice && jail_ask one 'logger "to the old one"' || return 1
	eventually is_logged 'to the old one' || return 1
	log_anew
	jail_ask one 'logger "to the new one"'
	eventually is_anew 'to the new one' || result=1
	log_anew_end
	# None at all: nobody waits, and it is told later.
	jail_ask one 'i=0; while [ $i -lt 20 ]; do echo "to nobody"; i=$((i + 1)); done | logger; echo over' >"$HOST_DIR/over"
	assert_equal "$(<"$HOST_DIR/over")" over "without a log" || result=1
	on_host mv /dev/log.kept /dev/log
	jail_ask one 'logger "to the old one again"'
	eventually is_logged 'to the old one again' || result=1
	dropped_are_told() { [[ $(dropped_lines | awk '{ sum += $1 } END { print sum + 0 }') == 20 ]]; }
	eventually dropped_are_told || { fail "dropped: $(dropped_lines)"; result=1; }
	jail_release one
	return "$result"
}

@test "a log of the host's that starts anew is followed, and one that is not there holds nobody up" {
	in_both_modes followed
}

@test "a log of the host's that nobody reads holds no jail up" {
	jail_hold one alice
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
	run jail_ask one 'i=0; while [ $i -lt 100 ]; do echo "line"; i=$((i + 1)); done | logger; echo over'
	on_host_bash 'kill $(cat /tmp/reader); rm -f /dev/log /tmp/reader /tmp/full; mv /dev/log.kept /dev/log'
	assert_equal "$output" over
}

# A caller of the same jail: its line is there, whole, and it does not wait long.
caller_in_a_flood() {
	session_config "$1" 'scope = user'
	: >"$HOST_LOG"
	jail_hold one alice || return 1
	jail_ask one 'for i in 1 2 3 4 5 6 7 8; do yes "a flood" | timeout 20 logger & done; sleep 0.5' || return 1
	is_logged 'a flood' || { fail "no flood"; return 1; }
	run on_host timeout 5 /srv/host/tools/caller nsjail-caller alice save open log close
	assert_equal "$output" $'open success\nclose success' || return 1
	eventually is_logged '^<86>.* caller.*: the caller can write to the log' || return 1
	jail_ask one 'kill $(pidof timeout)' && jail_release one
}

@test "a caller's line gets through a flood, in time" {
	caller_in_a_flood 'user_namespace = no'
	caller_in_a_flood 'user_namespace = yes'
}

# A queue that is full when the jail is killed: a caller in there writes to it all the same, and then
# reaps his child, for which the end of the jail waits.
killed_while_full() {
	jail_hold one alice || return 1
	jail_ask one 'yes "a flood" | logger & yes "a flood" | logger & sleep 0.3' || return 1
	on_host nsjailctl kill alice >/dev/null || return 1
	jail_release one
	eventually no_jails
}

no_jails() {
	[[ -z $(on_host ls "$STATE_DIR/jails") ]]
}

@test "a jail that floods its log can be killed, and its session ends" {
	in_both_modes killed_while_full
}

@test "nsjailctl why does not believe what a jail has written" {
	forged="pam_nsjail(sshd:session): refused [0badcafe] user 'bob': the caller has threads"
	: >"$HOST_LOG"
	session_config
	jail_login alice "logger -t sshd \"$forged\"; logger -t pam_nsjail \"$forged\"; logger \"$forged\"
		logger \"\$(printf 'x\nNov 30 00:00:00 h sshd[1]: %s' \"$forged\")\""
	host_log_flush
	assert_equal "$(grep -ac 'refused \[0badcafe\]' "$HOST_LOG")" 4 "lines that say so"
	run on_host nsjailctl why --log /srv/host/log 0badcafe
	assert_equal "$status" 1 "status ($output)"
	# Control: the same, written by the host.
	on_host logger -t 'sshd[1]' "$forged"
	host_log_flush
	run on_host nsjailctl why --log /srv/host/log 0badcafe
	assert_equal "$status" 0 "status ($output)"
}

FORGED='<86>Nov 30 00:00:00 sshd[77]: Accepted publickey for root'

forged_line() {
	jail_login alice "datagram /dev/log '$FORGED'; datagram /dev/log 'no head'; datagram /dev/log '<999>'"
	assert_equal "$output" "" || return 1
	eventually is_logged 'no head' || return 1
	assert_match "$(logged 'Accepted publickey')" "^<14>${STAMP#<1\[0-9\]>}sshd\[77\]: Accepted publickey for root$" || return 1
	assert_match "$(logged 'no head')" "^<13>${STAMP#<1\[0-9\]>}no head$"
}

@test "a datagram of his own making is stamped all the same" {
	in_both_modes forged_line
}

@test "control: through the host's own socket the forged line is sshd's" {
	session_config 'bind = /dev/log:/run/log'
	jail_login alice "datagram /run/log '$FORGED'"
	eventually is_logged 'Accepted publickey'
	assert_equal "$(logged 'Accepted publickey')" "$FORGED"
}
