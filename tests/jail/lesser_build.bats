#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A build without each library that it can do without: it says what is lost, refuses what needs it, and
# everything else works, with a dynamic helper.
#
# Begins first: it builds

load ../lib/jail

setup_file() {
	need make readelf || return 0
	export LESSER=$BUILD/lesser
	MAKEFLAGS='' nice make --no-print-directory -C "$BATS_TEST_DIRNAME/../.." BUILD="$LESSER" HELPER_PATH="$HELPER_PATH" \
		CONFIG_PATH="$CONFIG_PATH" STATE_DIR="$STATE_DIR" WITH_SECCOMP=no WITH_SUBID=no WITH_AUDIT=no HELPER_STATIC=no \
		>"$LESSER.log" 3>&- || return 1
	rm -rf "$LESSER/tools" && cp -rl "$BUILD/tools" "$LESSER/" || return 1
	BUILD=$LESSER jail_host
}

setup() {
	jail_begin
}

teardown() {
	jail_end
}

check_of() {
	on_host_bash '"$1" check "$2"' "${HELPER_PATH%/*}/nsjailctl" "$1"
}

@test "the last line of the build says what is lost" {
	assert_equal "$(tail -n 1 "$LESSER.log")" "built without libseccomp 2.5.1 (seccomp = default is refused), libsubid (subordinate ids only from /etc/subuid and /etc/subgid), libaudit (audit_events = yes is refused), a static helper (each login takes longer)"
	assert_equal "$("$LESSER/nsjailctl" --version | tail -n +2)" "$(tail -n 1 "$LESSER.log" | sed 's/^built //')"
}

@test "the helper is dynamic, and names no library that is lost" {
	readelf -d "$LESSER/pam_nsjail_helper" | grep -q 'NEEDED.*libini_config'
	[ -z "$(readelf -d "$LESSER"/pam_nsjail* "$LESSER/nsjailctl" 2>/dev/null | grep -E 'NEEDED.*(seccomp|subid|audit)')" ]
	[ ! -e "$LESSER/pam_nsjail_audit" ]
}

@test "without a word about seccomp, every login is refused for the filter that is not there" {
	jail_refuses 'seccomp: this build has no filter of system calls: libseccomp 2.5.1 or later was missing'
	run check_of alice
	[[ $output == *'this build has no filter of system calls'* ]]
	[[ $output == *'built without libsubid: '* ]]
}

@test "seccomp = off is a login without a filter" {
	session_config 'seccomp = off'
	jail_login alice "$JAIL_PROBE; unshare -U echo a new one"
	assert_jailed "$output" alice
	[[ $output == *'a new one' ]]
}

@test "audit_events = yes is refused, and check says so before" {
	session_config 'seccomp = off' 'audit_events = yes'
	jail_refuses 'nsjail.conf:[0-9]*: this build has no libaudit'
	run check_of alice
	[[ $output == *'this build has no libaudit'* ]]
}

@test "a user namespace has the ids of the files, and is refused where they come from elsewhere" {
	session_config 'seccomp = off' 'user_namespace = yes'
	jail_login alice 'cat /proc/self/uid_map'
	[[ $output == *1065536* ]]
	echo 'subid: other' >>"$HOST_ROOT/etc/nsswitch.conf"
	jail_refuses 'this build has no libsubid'
}
