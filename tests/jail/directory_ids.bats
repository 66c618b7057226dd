#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# An account that only a directory knows (tests/tools/libnss_outage.c) and whose uid is one of a tenant's
# subordinate ids: the tenant's root would be he for every socket and file of the host. alice has the ids
# from 1065536 on.

load ../lib/ctl

setup_file() {
	ctl_host ldconfig
	on_host_bash '
		set -e
		[[ ! -d /var/cache/ldconfig ]] || mount -t tmpfs -o mode=0700 tmpfs /var/cache/ldconfig
		mkdir /srv/service
		cp /srv/host/tools/libnss_outage.so /srv/service/libnss_outage.so.2
		echo /srv/service >>/etc/ld.so.conf
		ldconfig -X
	'
	services 'files outage'
}

setup() {
	jail_begin
	# Only what these tests put there is wrong with the configuration.
	session_config 'user_namespace = yes'
	directory
}

teardown() {
	directory
	services 'files outage'
	jail_end
}

# directory KEY WORD...: what it has, and does not do.
directory() {
	: >"$HOST_ROOT/srv/service/outage"
	(($# == 0)) || printf '%s %s\n' "$@" >>"$HOST_ROOT/srv/service/outage"
}

# services WORDS: where the host looks for accounts and groups. Long ago, so that what is kept is newer.
services() {
	sed -i -E '/^(passwd|group|initgroups|shadow):/d' "$HOST_ROOT/etc/nsswitch.conf"
	printf '%s: files\n' shadow >>"$HOST_ROOT/etc/nsswitch.conf"
	printf '%s: '"$1"'\n' passwd group >>"$HOST_ROOT/etc/nsswitch.conf"
}

forget() {
	on_host rm -rf "$STATE_DIR/ranges"
}

lets_in() {
	jail_login alice 'echo inside'
	assert_equal "$output" inside "alice ($(host_log_refusals))"
}

HOLD='the subordinate uids 1065536 to 1131071 hold'

@test "an account at a likely place is found by its number: refused, and seen by check and why" {
	local id uid

	for uid in 1065536 1131071 1070000 1070001 1100500 1101000 1101103; do
		directory frank $uid
		jail_refuses "$HOLD $uid, an id of the account 'frank' that the name service knows" ||
			fail "$uid"
		# The next login is refused, too, and that one in a moment.
		jail_refuses "$HOLD $uid" || fail "$uid, again"
	done
	id=$(host_log_refusals | sed -n 's/.*event=refuse id=\([0-9a-f]*\).*/\1/p' | tail -n 1)
	ctl why --log /srv/host/log "$id"
	assert_match "$output" 'give one where no directory has ids'
	ctl check alice
	assert_match "$output" "error.*$HOLD $uid, an id of the account 'frank'" check
	directory
	lets_in
}

@test "one at any other place is found where the directory lists its accounts" {
	directory frank 1099999
	lets_in
	ctl check alice
	assert_match "$output" 'notice.*/etc/nsswitch.conf.*names a directory that does not list its accounts' "check"
	forget
	directory frank 1099999 list all
	jail_refuses "$HOLD 1099999, an id of the account 'frank'"
	ctl check alice
	[[ $output != *'does not list its accounts'* ]] || fail "$output"
	# One beside the range is not in it.
	directory frank 1131072 list all
	lets_in
}

@test "so is a group, in the range of gids alone" {
	sed -i 's/^alice:.*/alice:3000000:65536/' "$HOST_ROOT/etc/subgid"
	directory choir 1100500
	lets_in
	forget
	directory choir 3000500
	jail_refuses "the subordinate gids 3000000 to 3065535 hold 3000500, an id of the group 'choir'"
	directory choir 3055555 list all
	jail_refuses "hold 3055555, an id of the group 'choir'"
	sed -i 's/^alice:.*/alice:1065536:65536/' "$HOST_ROOT/etc/subgid"
}

@test "what was found out is kept: a login in a thousand asks, and a change of nsswitch.conf has it asked" {
	lets_in
	# For a second the two times are not told apart.
	sleep 1.1
	forget
	lets_in
	directory frank 1065536
	lets_in
	assert_equal "$(on_host ls "$STATE_DIR/ranges")" 1065536-1065536 "what is kept"
	touch "$HOST_ROOT/etc/nsswitch.conf"
	jail_refuses "$HOLD 1065536"
	# A day and more later it would be asked, too; and what is cut short is nothing.
	sleep 1.1
	for way in 'touch -d -25hours' 'truncate -s 0' 'touch -d +1hour'; do
		directory
		forget
		lets_in
		directory frank 1065536
		lets_in || fail "kept before $way"
		# shellcheck disable=SC2086 # a command
		on_host $way "$STATE_DIR/ranges/1065536-1065536"
		jail_refuses "$HOLD 1065536" || fail "$way"
	done
}

lets_in_unknown() {
	forget && lets_in
}

@test "a directory that is down or hangs keeps nobody out, and says so in the log" {
	local state

	sleep 1.1
	for state in 'uid unavail' 'uid refused' 'uid tryagain' 'uid hang'; do
		# shellcheck disable=SC2086 # words of their own
		directory $state
		REFUSAL_MS=2500 in_time lets_in_unknown || fail "$state"
		lets_in
		host_log_flush
		# Once in ten minutes. A service that is not there says "not found" and is believed.
		assert_match "$(grep -ac 'name service did not say whether' "$HOST_LOG")" '^[01]$' "$state" || return
		[[ $state != *hang ]] || assert_match "$(<"$HOST_LOG")" 'name service did not say whether .* from 1065536'
	done
}

@test "where accounts are in files alone, nothing is asked; in plain mode neither" {
	directory frank 1065536 list all
	forget
	services 'files [ NOTFOUND=return TRYAGAIN=return ]'
	lets_in
	[[ ! -e $HOST_ROOT$STATE_DIR/ranges ]] || fail "something was asked"
	ctl check alice
	[[ $output != *'does not list its accounts'* ]] || fail "$output"
	services 'files outage'
	session_config 'user_namespace = no'
	lets_in
	[[ ! -e $HOST_ROOT$STATE_DIR/ranges ]] || fail "something was asked in plain mode"
}

@test "control: it is asked where passwd or group names another service" {
	directory frank 1065536 choir 1065536
	for line in passwd group; do
		services files
		sed -i "s/^$line: files/& outage/" "$HOST_ROOT/etc/nsswitch.conf"
		jail_refuses 'hold 1065536, an id of the' || fail "$line"
	done
}
