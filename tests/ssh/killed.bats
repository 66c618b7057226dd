#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# kill -9 of every process of a session, running or starting: it ends, all of it is gone within two
# seconds, nobody ends up outside of a jail, and the next login works.

load ../lib/session
load ../lib/kills

setup_file() {
	need sshd ssh ssh-keygen || return 0
	session_host sshd
	host_sshd_start
}

setup() {
	session_begin
	session=
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	session_end || return
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

# A login of alice that would last for minutes.
begin_session() {
	: >"$HOST_DIR/output" # or the last one's would be found
	host_ssh "$@" alice "$JAIL_PROBE; sleep 300 & echo started; sleep 300" \
		>"$HOST_DIR/output" 2>&1 3>&- </dev/null &
	session=$!
	EVENTUALLY_MS=10000 eventually grep -q started "$HOST_DIR/output"
}

client_is_gone() {
	! kill -0 "$session" 2>/dev/null
}

# It must have been there.
kill_in_session_quietly() {
	pid=$(on_host pgrep "$@")
	assert_match "$pid" '^[0-9]+$' "process of '$*'"
	on_host_bash 'kill -KILL "$1"' "$pid"
	eventually client_is_gone
}

# What it was must be gone two seconds later (teardown looks as well).
kill_in_session() {
	kill_in_session_quietly "$@"
	leaks_after
}

# The entry of a dead keeper: the caller removes it when it closes the session, unless it has given
# the host's root up; then the next login does.
kill_keeper_in_session() {
	kill_in_session_quietly -x nsjail-keeper
	[[ ${JAIL_MODE:-plain} == plain ]] || host_ssh bob true
	leaks_after
}

@test "the caller (sshd's monitor)" {
	begin_session
	kill_in_session -f "$(sshd_monitor alice)"
}

@test "the caller, with a pty" {
	begin_session -tt
	kill_in_session -f "$(sshd_monitor alice)"
}

@test "the keeper" {
	begin_session
	kill_keeper_in_session
}

@test "the keeper, with a pty" {
	begin_session -tt
	kill_keeper_in_session
}

@test "the init" {
	begin_session
	kill_in_session -x nsjail-init
}

@test "the init, with a pty" {
	begin_session -tt
	kill_in_session -x nsjail-init
}

@test "the user's own sshd process" {
	begin_session
	kill_in_session -f "$(sshd_child alice)"
}

@test "the client" {
	begin_session
	kill_in_session -f '^ssh -F .* alice@host'
}

@test "caller and keeper together: nobody is left to remove the jail's entry but the next login" {
	begin_session
	on_host_bash 'kill -KILL $(pgrep -x nsjail-keeper) $(pgrep -f "$1")' "$(sshd_monitor alice)"
	eventually client_is_gone
	host_ssh bob true
	leaks_after
}

@test "the keeper is stopped: the caller's death still ends it once it goes on" {
	begin_session
	on_host_bash 'kill -STOP $(pgrep -x nsjail-keeper); kill -KILL $(pgrep -f "$1")
		sleep 0.2; kill -CONT $(pgrep -x nsjail-keeper)' "$(sshd_monitor alice)"
	eventually client_is_gone
	leaks_after
}

@test "the helper, at many points of its start" {
	kills_while_starting pam_nsjail_helper 0 0 50 100 200 300 400 500 600 800
}

@test "the keeper, at many points of its start" {
	kills_while_starting nsjail-keeper 0 0 100 200 400 600 800 1000 1500 2000 3000 5000 8000 12000 20000
}

@test "the init, at many points of its start" {
	kills_while_starting nsjail-init 0 0 100 200 400 700 1000 2000 4000 8000 16000 30000
}

@test "nsjailctl kill ends a login at once: caller and keeper do not wait for each other" {
	local begin=0 now=0

	host_ssh alice 'echo ready; sleep 60' >"$HOST_DIR/killed" 2>/dev/null 3>&- &
	eventually grep -q ready "$HOST_DIR/killed"
	machine_ms begin
	run on_host nsjailctl kill alice
	machine_ms now
	assert_equal "$status" 0 "status ($output)"
	wait
	host_log_flush
	assert_equal "$(grep -a 'does not let go' "$HOST_LOG")" ""
	((now - begin < 1500)) || fail "it took $((now - begin)) ms"
}
