#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A line that can not ask: a security module of the kernel's forbids the caller to look at its namespaces, or
# the helper does not start. Root is root then, users without a jail are what they are as far as anybody can
# tell, and who is jailed is refused.

load ../lib/session

setup_file() {
	need pamtester strace || return 0
	session_host
	for word in '' ' jailed'; do
		printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" \
			"session required /srv/host/pam_nsjail.so$word" "session optional pam_exec.so quiet stdout type=open_session /bin/echo goes-on" \
			>"$HOST_ROOT/etc/pam.d/nsjail-asks${word# }"
	done
}

# denied PATTERN ERROR SERVICE USER: a session, the first call in whose trace that matches fails so. Sets output
# and status.
denied() {
	local call nth trace

	on_host strace -o /srv/trace pamtester "$3" "$4" open_session close_session >/dev/null 2>&1 || true
	trace=$(on_host cat /srv/trace)
	call=$(grep -oE "$1" <<<"$trace" | head -n 1 | sed 's/(.*//')
	nth=$(grep -E "^$call\\(" <<<"$trace" | grep -nE "$1" | head -n 1 | cut -d: -f1)
	[ -n "$nth" ] || fail "no call is '$1'"
	: >"$HOST_LOG"
	run on_host strace -o /srv/trace -e inject="$call:error=$2:when=$nth" pamtester "$3" "$4" open_session close_session
	on_host grep -q INJECTED /srv/trace || fail "nothing was denied"
}

# To open its pid namespace; where it is shows without.
namespace='openat\([0-9]+, "pid[a-z_]*", '

@test "root and users without a jail go on where the caller may not look at its namespaces" {
	for user in root carol; do
		denied "$namespace" EACCES nsjail-asks $user
		assert_match "$output" goes-on "$user"
	done
}

@test "who is jailed is refused there, in words that name it" {
	denied "$namespace" EACCES nsjail-asks alice
	[ "$status" -ne 0 ] || fail "a session was opened: $output"
	assert_refused "$output" "the caller's own namespaces: Permission denied"
	on_host_bash '! compgen -G "/run/pam_nsjail/jails/*"'
}

@test "where the caller is has to show: else everybody is refused" {
	denied 'readlinkat\([0-9]+, "pid", ' EIO nsjail-asks carol
	[ "$status" -ne 0 ] || fail "a session was opened: $output"
	assert_refused "$output" "the caller's pid namespace: Input/output error"
}

without_helper() {
	on_host mv "$HELPER_PATH" "$HELPER_PATH.away"
	: >"$HOST_LOG"
	run on_host pamtester "$@" open_session close_session
	on_host mv "$HELPER_PATH.away" "$HELPER_PATH"
}

@test "root is root without a helper, and the log says so; nobody else is let in" {
	for service in nsjail-asks nsjail-asksjailed; do
		without_helper $service root
		assert_match "$output" goes-on "$service"
		host_log_flush
		assert_match "$(tr -d '\0' <"$HOST_LOG")" "user 'root': not jailed, as root never is, for there is no asking: helper '" "$service"
		for user in alice carol; do
			without_helper $service $user
			[ "$status" -ne 0 ] || fail "$service, $user: a session was opened: $output"
		done
	done
}

# A kernel's module that is asked for a context, and says no.
without_context() {
	: >"$HOST_LOG"
	run on_host strace -f -o /srv/trace -P /proc/thread-self/attr/exec -e inject=openat:error=EACCES \
		pamtester nsjail-asks "$1" open_session close_session
	on_host grep -q INJECTED /srv/trace || fail "nobody asks"
}

@test "a context that is pending and can not be taken back: no helper is started with it" {
	without_context alice
	[ "$status" -ne 0 ] || fail "a session was opened: $output"
	assert_refused "$output" "the context in '/proc/thread-self/attr/exec' can not be taken back: Permission denied"
	without_context root
	assert_match "$output" goes-on
}
