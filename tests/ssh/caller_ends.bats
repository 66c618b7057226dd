#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A process that is in a jail for good, because the jail has a user namespace, ends with its session and with the
# jail: its keeper kills it five seconds later. Whoever can go back, or was never in, is left alone.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
}

setup() {
	session_begin
	session_config 'rootfs_mode = volatile'
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host_bash 'pkill -KILL -f "^ssh: /tmp/master"; rm -f /tmp/master; :'
	session_end
}

monitors() {
	on_host pgrep -f "$(sshd_monitor alice)"
}

# hangs: alice's sshd, because her root has covered the host's files by a mount of hers, with FIFOs in their
# place, before she asked for a terminal.
hangs() {
	host_ssh -fNM -S /tmp/master alice
	host_ssh -S /tmp/master alice "prober root sh -c 'mount -t tmpfs none /var/log && mkfifo /var/log/wtmp /var/log/lastlog'"
	# The master is handed what this one has open.
	status=0
	on_host timeout --kill-after=1 2 ssh -F /srv/host/ssh_config -S /tmp/master -tt alice@host true </dev/null >/dev/null 2>&1 || status=$?
	[[ $status == 12[4-9] || $status == 137 ]] || fail "it does not hang: $status"
	[[ -n $(monitors) ]]
}

# ends WITHIN COMMAND...: milliseconds from the command to the end of alice's sshd, in $took.
ends() {
	local begin now within=$1

	shift
	began=$(date +%s%3N)
	machine_ms begin
	"$@"
	EVENTUALLY_MS=$within eventually eval '! monitors >/dev/null'
	machine_ms now
	took=$((now - begin))
}

was_killed() {
	host_log_flush
	grep -aq "its process did not end with the ${1:-jail}: killed" "$HOST_LOG"
}

@test "nsjailctl kill: one that hangs in a FIFO is gone in five seconds, and the tool waits for that" {
	hangs
	ends 100 on_host nsjailctl kill alice
	(($(date +%s%3N) - began >= 4900 && took < 8000)) || fail "$took ms"
	was_killed
}

# One that has children left to wait for keeps init from being gone, and is noticed later.
@test "init's death: a process that does nothing about it is gone in five seconds, too" {
	on_host /srv/host/tools/caller nsjail-caller alice log open sleep=20000 >"$HOST_DIR/caller" 2>&1 3>&- &
	caller=$!
	eventually grep -q '^open success' "$HOST_DIR/caller"
	machine_ms begin
	began=$(date +%s%3N)
	on_host pkill -KILL -x nsjail-init
	status=0
	wait "$caller" || status=$?
	machine_ms now
	assert_equal "$status" 137 status
	# The machine's clock leaves out what others have taken: it runs late, never early.
	took=$(($(date +%s%3N) - began))
	((took >= 5000 && now - begin < 8000)) || fail "$took ms, of which $((now - begin)) were ours"
	was_killed
}

@test "control: one that does not hang ends by itself" {
	host_ssh -fNM -S /tmp/master alice
	host_ssh -S /tmp/master -tt alice true </dev/null >/dev/null 2>&1
	ends 2000 on_host nsjailctl kill alice
	run was_killed
	assert_equal "$status" 1 "a process was killed"
}

@test "a process that goes on after it has closed its session: with its only jail, and with one that lingers" {
	for linger in '' 1s forever; do
		: >"$HOST_LOG"
		session_config 'rootfs_mode = volatile' ${linger:+'scope = user' "linger = $linger"}
		began=$(date +%s%3N)
		run on_host /srv/host/tools/caller nsjail-caller alice log open close sleep=20000
		assert_equal "$status" 137 "status ($output)"
		(($(date +%s%3N) - began >= 4900)) || fail "it was killed at once"
		was_killed session
	done
	# That was not the jail's end.
	on_host nsjailctl kill alice
}

@test "a process that ends PAM and has not closed its session lives, and so does its jail" {
	run on_host /srv/host/tools/caller nsjail-caller alice log open end sleep=6500 alive
	assert_equal "$output" $'open success\nalive'
	assert_equal "$status" 0 status
}

@test "in plain mode a process that has closed its session is back, and lives" {
	session_config 'user_namespace = no'
	run on_host /srv/host/tools/caller nsjail-caller alice log open close sleep=6500 alive
	assert_equal "$status" 0 "status ($output)"
}

@test "one whose session was refused on the way in was never there, and lives" {
	run on_host /srv/host/tools/caller nsjail-caller alice log thread open sleep=6500
	assert_equal "$status" 0 "status ($output)"
	assert_match "$output" 'open perm_denied'
	run was_killed
	assert_equal "$status" 1 "a process was killed"
}
