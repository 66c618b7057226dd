#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Subordinate ids from a name service: libsubid loads what nsswitch.conf names, here a module of the
# tests (tests/tools/libsubid_tests.c), and what it says is checked as the files are.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen ldconfig || return 0
	[[ -e $BUILD/tools/libsubid_tests.so ]] || export SESSION_LACKS="built without libsubid"
	[[ -z $SESSION_LACKS ]] || return 0
	private_host
	# The machine's list of libraries stays as it is: /etc is a copy, and what else is written is hidden.
	on_host_bash '
		set -e
		[[ ! -d /var/cache/ldconfig ]] || mount -t tmpfs -o mode=0700 tmpfs /var/cache/ldconfig
		mkdir /srv/service
		cp /srv/host/tools/libsubid_tests.so /srv/service/
		echo /srv/service >>/etc/ld.so.conf
		ldconfig -X
		echo "subid: tests" >>/etc/nsswitch.conf
		cp /etc/subuid /srv/subuid
		cp /etc/subgid /srv/subgid
		sed -i "/^alice:/d" /srv/subuid /srv/subgid
	'
}

setup() {
	session_begin
	session_config
	cp "$HOST_ROOT"/srv/sub[ug]id "$HOST_ROOT/etc/"
}

teardown() {
	end_tenants
	session_end
}

# service LINE...: what it knows, "UID KIND START COUNT"; 1 is for uids, 2 for gids.
service() {
	printf '%s\n' "$@" >"$HOST_ROOT/etc/subid.tests"
}

answers() {
	run on_host "${HELPER_PATH%/*}/pam_nsjail_subids" alice 1001
	assert_match "$output" "$1" "answer"
}

refuses() {
	answers "^!.*$1"
	: >"$HOST_LOG"
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 "status ('$output')"
	assert_refused "$output" "$1"
}

ALICES=('1001 1 3000000 65536' '1001 2 4000000 65536')

@test "its ranges are those of the jail, though the files have none" {
	service '1002 1 2000000 65536' '1001 1 5000000 65535' "${ALICES[@]}"
	answers '^3000000 4000000 65536$'
	begin_tenant alice "$JAIL_PROBE"
	assert_jailed "$(<"$HOST_DIR/alice")" alice
	run on_host_bash 'awk "/^(Uid|Gid)/ { print \$2 }" "/proc/$(pgrep -x sleep)/status"'
	assert_equal "$(xargs <<<"$output")" "3001001 4001001" "ids on the host"
}

@test "control: nobody but the service gives them" {
	service "${ALICES[@]}"
	sed -i '/^subid:/d' "$HOST_ROOT/etc/nsswitch.conf"
	answers "^!user 'alice' has no range of 65536 subordinate uids in '/etc/subuid'" || result=failed
	echo 'subid: tests' >>"$HOST_ROOT/etc/nsswitch.conf"
	[[ ${result:-} != failed ]]
}

@test "no range, or no answer: the message names the service, not a file that would not be read" {
	service '1001 1 3000000 65536' '1001 2 4000000 65535'
	refuses "user 'alice' has no range of 65536 subordinate gids in the service that '/etc/nsswitch.conf' names for subid, give one there"
	rm "$HOST_ROOT/etc/subid.tests"
	refuses "no range of 65536 subordinate uids in the service"
}

@test "an overlap with somebody whom the service alone knows, in uids or gids" {
	service "${ALICES[@]}" '1002 1 3065535 65536'
	refuses "subordinate uids 3000000 to 3065535 of '/etc/nsswitch.conf' overlap with those of another user"
	service "${ALICES[@]}" '1002 2 3934465 65536'
	refuses "subordinate gids 4000000 to 4065535 of '/etc/nsswitch.conf' overlap with those of another user"
	# The controls: right before and right after.
	service "${ALICES[@]}" '1002 1 3065536 65536' '1002 2 3934464 65536'
	answers '^3000000 4000000 65536$'
}

@test "an overlap with somebody whom the files know" {
	service "${ALICES[@]}"
	echo bob:3000100:10 >>"$HOST_ROOT/etc/subuid"
	refuses "overlap with those of bob"
}

@test "a service that can not tell whose an id is" {
	service "${ALICES[@]}" '1002 1 3065535 65536' '- 1 0 0' '- 2 0 0'
	answers '^3000000 4000000 65536$'
}
