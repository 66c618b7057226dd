#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl list, kill and gc with real keepers, living, stopped and dead.

load ../lib/ctl

setup_file() {
	ctl_host jq
}

keeper_of() { # USER: the process that answers for his jail, as the machine sees it
	local init

	init=$(ctl_json ".jails[] | select(.user == \"$1\").init" list)
	on_host_bash 'read -r _ _ _ parent _ <"/proc/$1/stat"; echo "$parent"' "$init"
}

no_jails() {
	[[ $(ctl_json '.jails | length' list) == 0 ]]
}

is_gone()
{
	[[ -z $(ctl_json ".jails[] | select(.user == \"$1\").jail" list) ]]
}

is_dead()
{
	[[ $(ctl_json ".jails[] | select(.user == \"$1\").state" list) == dead ]]
}

@test "without a jail the list is empty" {
	ctl list
	assert_equal "$status" 0
	assert_equal "$output" ""
	assert_equal "$(ctl_json '.jails | length' list)" 0
}

@test "a line for each session, with its jail" {
	jail_hold one alice
	jail_hold two bob
	ctl list
	assert_equal "$status" 0 "status ($output)"
	assert_match "${lines[0]}" '^USER +UID +SCOPE +STATE +SESSION +SERVICE +TTY +FROM +AGE +PROCS +MEMORY +ADDRESS +ROOTFS +JAIL'
	assert_match "${lines[1]}" "^alice +1001 +user +up +[0-9a-f]{8} +nsjail +- +- +[0-9]+s +2 +[0-9.]+[KM] +none +$HOST_ROOTFS +1001-"
	assert_match "${lines[2]}" '^bob +1002 +user +up '
	assert_equal "${#lines[@]}" 3 lines
	# init and the shell
	assert_equal "$(ctl_json '.jails[0].processes' list)" 2
	assert_equal "$(ctl_json '.jails[0].sessions[0].service' list)" nsjail
	assert_equal "$(ctl_json '.jails[0] | .rootfs, .rootfs_mode, .network, .address | tostring' list)" \
		"$HOST_ROOTFS"$'\nreadonly\nnone\nnull'
	# What the shell has resident, and init.
	memory=$(ctl_json '.jails[0].memory' list)
	((memory > 100000 && memory < 100000000)) || fail "memory $memory"
}

@test "kill ends a jail by user, by session and by name, and no other" {
	jail_hold one alice
	jail_hold two bob
	ctl kill alice
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(ctl_json '[.jails[].user] | join(" ")' list)" bob
	assert_equal "$(jail_ask two 'echo alive')" alive
	session=$(ctl_json '.jails[0].sessions[0].id' list)
	ctl kill "$session"
	assert_equal "$status" 0 "status ($output)"
	jail_hold three eve
	ctl kill "$(ctl_json '.jails[0].jail' list)"
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(ctl_json '.jails | length' list)" 0
	ctl kill alice
	assert_equal "$status" 1
}

@test "one of several sessions is not ended with the others unasked" {
	session_config 'scope = user'
	jail_hold one alice
	jail_hold two alice
	assert_equal "$(ctl_json '.jails | length' list)" 1
	assert_equal "$(ctl_json '.jails[0].sessions | length' list)" 2
	ctl kill "$(ctl_json '.jails[0].sessions[0].id' list)"
	assert_equal "$status" 1
	assert_match "$output" 'one of several'
	assert_equal "$(jail_ask one 'echo alive')" alive
	ctl kill 1001
	assert_equal "$status" 0 "status ($output)"
	no_jails
}

@test "one session is ended without the others" {
	session_config 'scope = user'
	jail_hold one alice
	jail_hold two alice
	session=$(ctl_json '.jails[0].sessions[0].id' list)
	ctl kill --session "$session" bob
	assert_equal "$status" 1
	ctl kill --session 00000000 alice
	assert_equal "$status" 1
	assert_match "$output" "'00000000' is no session of such a jail"
	ctl kill --session "$session" alice
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(ctl_json '.jails[0].sessions | length' list)" 1
	assert_equal "$(jail_ask two 'echo alive')" alive
	# The last one ends, the jail that lingers stays.
	session_config 'scope = user' 'linger = forever'
	jail_hold three bob
	ctl kill --session "$(ctl_json '.jails[] | select(.user == "bob").sessions[0].id' list)" bob
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(ctl_json '.jails[] | select(.user == "bob").sessions | length' list)" 0
	ctl kill bob
}

@test "a session whose process does not go is killed" {
	session_config 'scope = user'
	jail_hold one alice
	on_host_bash 'trap "" TERM; exec "$1" nsjail alice 1 /bin/sh -c "trap : TERM; sleep 60"' "$LOGINS" 3>&- &
	holder=$!
	two_sessions() {
		[[ $(ctl_json '.jails[0].sessions | length' list) == 2 ]]
	}
	eventually two_sessions
	ctl kill --session "$(ctl_json '.jails[0].sessions[1].id' list)" 1001
	assert_equal "$status" 0 "status ($output)"
	assert_equal "$(ctl_json '.jails[0].sessions | length' list)" 1
	assert_equal "$(jail_ask one 'echo alive')" alive
	wait "$holder" || true
}

@test "a keeper that is stopped is shown as hung, at once, and can be ended" {
	local begin now

	jail_hold one alice
	jail_hold two bob
	keeper=$(keeper_of alice)
	on_host kill -STOP "$keeper"
	machine_ms begin
	ctl list
	machine_ms now
	assert_match "$output" 'alice +1001 +- +hung '
	assert_match "$output" 'bob +1002 +user +up '
	((now - begin < 600)) || fail "$((now - begin)) ms"
	assert_equal "$(ctl_json '.jails[] | select(.user == "alice").age' list)" null
	ctl kill alice
	assert_equal "$status" 1
	assert_match "$output" 'does not answer; this ends both: kill -KILL '
	on_host_bash "${output##*: }"
	# With a user namespace nobody of the session can go back to the host and remove the entry.
	if [[ ${JAIL_MODE:-plain} != plain ]]; then
		eventually is_dead alice
		ctl gc
	fi
	eventually is_gone alice
	assert_equal "$(ctl_json '[.jails[].user] | join(" ")' list)" bob
}

@test "list and kill are root's" {
	jail_hold one alice
	run on_host setpriv --reuid 1002 --regid 1002 --clear-groups nsjailctl list
	assert_equal "$status" 1
	run on_host setpriv --reuid 1002 --regid 1002 --clear-groups nsjailctl kill alice
	assert_equal "$status" 1
	assert_equal "$(jail_ask one 'echo alive')" alive
}

@test "gc removes the entry of a jail that nobody is left to remove" {
	jail_hold one alice
	keeper=$(keeper_of alice)
	on_host_bash 'kill -STOP "$1"; kill -KILL $(pgrep -x logins); kill -KILL "$1"' "$keeper"
	eventually is_dead alice
	ctl gc
	assert_equal "$output" 'entries of dead jails removed: 1'
	ctl gc
	assert_equal "$output" 'entries of dead jails removed: 0'
}
