#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# sessions_max: a user has so many sessions at one time and no more, over all of his jails and services;
# each end makes room for one; nobody else has fewer for it.

load ../lib/jail

setup_file() {
	jail_host
	printf '%s\n' "session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/other"
}

TAKEN="user 'alice' has 2 sessions, as many as sessions_max allows"

for_both_modes_and_scopes() {
	local mode scope

	for mode in no yes; do
		for scope in session user; do
			session_config 'sessions_max = 2' "user_namespace = $mode" "scope = $scope" || return 1
			"$@" || { fail "user_namespace = $mode, scope = $scope"; return 1; }
		done
	done
}

so_many() {
	jail_hold one alice && jail_hold two alice && jail_refuses "$TAKEN" || return 1
	jail_login bob 'echo in' && assert_equal "$output" in bob || return 1
	jail_release one && jail_login alice 'echo in' && assert_equal "$output" in "after an end" || return 1
	jail_hold three alice && jail_refuses "$TAKEN" || return 1
	jail_release two && jail_release three && eventually no_jails
}

no_jails() {
	[[ -z $(on_host ls "$STATE_DIR/jails") ]]
}

@test "so many and no more, in both modes, in one jail and in many" {
	for_both_modes_and_scopes so_many
}

# How many of ten are let in; each says so and stays until all have tried.
at_once() {
	local i pids=() opened=0

	: >"$HOST_LOG"
	for i in {1..10}; do
		on_host "$LOGINS" nsjail alice 1 /bin/sleep 5 >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		! wait "$i" || opened=$((opened + 1))
	done
	assert_equal "$opened" 2 "sessions" || return 1
	host_log_flush
	assert_equal "$(grep -ac 'as many as sessions_max allows' "$HOST_LOG")" 8 refusals || return 1
	eventually no_jails
}

@test "logins at the same moment can not pass it" {
	for_both_modes_and_scopes at_once
}

@test "sessions of all jails and services count together" {
	session_config 'sessions_max = 2' 'scope = user'
	jail_hold one alice
	# Another plan, so another jail.
	session_config 'sessions_max = 2' 'scope = user' 'hostname = other'
	jail_hold two alice
	assert_equal "$(on_host ls "$STATE_DIR/jails" | wc -l)" 2 jails
	jail_refuses "$TAKEN"
	session_config 'sessions_max = 2' 'scope = session'
	jail_refuses "$TAKEN"
	run on_host "$LOGINS" other alice 1 /bin/true
	assert_equal "$status" 254 "by another service"
}

@test "a smaller number counts the sessions of before" {
	session_config 'sessions_max = 4'
	jail_hold one alice
	jail_hold two alice
	jail_hold three alice
	session_config 'sessions_max = 2'
	jail_refuses "$TAKEN"
	session_config 'sessions_max = 4'
	jail_login alice 'echo in'
	assert_equal "$output" in
}

@test "a keeper that is killed holds no place" {
	session_config 'sessions_max = 2'
	jail_hold one alice
	jail_hold two alice
	on_host_bash 'kill -KILL $(pgrep -x nsjail-keeper)'
	eventually no_keepers
	jail_login alice 'echo in'
	assert_equal "$output" in
}

no_keepers() {
	! on_host pgrep -x nsjail-keeper >/dev/null
}

@test "a jail that lingers without a session takes no place" {
	session_config 'sessions_max = 1' 'scope = user' 'linger = 5'
	jail_login alice 'echo in'
	assert_equal "$output" in
	assert_equal "$(on_host ls "$STATE_DIR/jails" | wc -l)" 1 jails
	jail_login alice 'echo in'
	assert_equal "$output" in
	EVENTUALLY_MS=10000 eventually no_jails
}

@test "unlimited is unlimited, and 32 is what nobody has set" {
	local i pids=() opened=0

	session_config
	for i in {1..34}; do
		on_host "$LOGINS" nsjail alice 1 /bin/sleep 15 >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		! wait "$i" || opened=$((opened + 1))
	done
	assert_equal "$opened" 32 "of 34"
	session_config 'sessions_max = unlimited' 'scope = user'
	pids=() opened=0
	for i in {1..34}; do
		on_host "$LOGINS" nsjail alice 1 /bin/sleep 15 >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		! wait "$i" || opened=$((opened + 1))
	done
	assert_equal "$opened" 34 "unlimited"
}

# What the locks of sessions say, one number a line; of this host alone, for the machine has others.
places() {
	local device inode major minor

	# A busy machine has more than 256 file systems without a device, so minor has more than eight bits.
	# As makedev(3) has it; stat(1) before coreutils 9 gives the one number alone.
	read -r device inode < <(on_host stat -c '%d %i' "$STATE_DIR/lock")
	((major = (device >> 8 & 0xfff) | (device >> 32 & ~0xfff), minor = (device & 0xff) | (device >> 12 & 0xffffff00), 1))
	on_host awk -v file="$(printf '%02x:%02x:%d' "$major" "$minor" "$inode")" \
		'$6 == file && $7 >= 4294967296 { printf "%.0f\n", int(($7 - 4294967296) / 4096) }' /proc/locks
}

@test "/proc/locks, which the host's users read, does not tell whose sessions there are" {
	session_config 'scope = user'
	jail_hold one alice
	jail_hold two bob
	run places
	assert_equal "$(sort -u <<<"$output" | wc -l)" 2 "users with a session ('$output')"
	# One of them may have his own number by chance, but not both.
	assert_match "$(grep -cxE '1001|1002' <<<"$output")" '^[01]$' "numbers that are uids ('$output')"
	jail_release one
	jail_release two
	eventually no_jails
	assert_equal "$(places)" '' "locks that are left"
}
