# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests of private mode share; loads session.bash. The rootfs of the tests has the prober,
# with the setuid bit, so that every tenant can be his own root: "prober root COMMAND...".
# It must never: take an attack for denied that was not tried.
#
# private_host SERVICE...           session_host in private mode, and sshd
# range_of NAME                     the first of NAME's subordinate ids
# as_root NAME COMMAND              ssh, and COMMAND (one word for the shell) as the tenant's root
# begin_tenant NAME [COMMAND]       a session in the background that says what it is to say, and
#                                   stays; its output is in $HOST_DIR/NAME
# end_tenants                       the end of those
# assert_denied TEXT COUNT          COUNT attempts at least, and none is done
# assert_done TEXT COUNT            the control: all of them are

# shellcheck source=tests/lib/session.bash
. "$(dirname "${BASH_SOURCE[0]}")/session.bash"
export JAIL_MODE=private

private_host()
{
	session_host sshd "$@"
	host_sshd_start
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT$HOST_ROOTFS/bin/prober"
}

range_of()
{
	awk -F: -v name="$1" '$1 == name { print $2 }' "$HOST_ROOT/etc/subuid"
}

as_root()
{
	host_ssh "$1" "exec prober root sh -c '$2'"
}

begin_tenant()
{
	: >"$HOST_DIR/$1"
	host_ssh "$1" "${2:-:}; echo ready; sleep 300" >"$HOST_DIR/$1" 2>&1 3>&- </dev/null &
	EVENTUALLY_MS=5000 eventually grep -q '^ready' "$HOST_DIR/$1"
}

end_tenants()
{
	[[ -n ${HOST_PID:-} ]] || return 0
	on_host_bash 'pids=$(pgrep -f "^ssh -F .* sleep 300") && kill $pids'
	wait
}

assert_denied()
{
	assert_equal "$(grep -c ': done$' <<<"$1")" 0 "attempts that succeed in '$1'" || return 1
	(($(grep -cE ': [A-Z0-9]+$' <<<"$1") >= $2)) || fail "less than $2 attempts: '$1'"
}

assert_done()
{
	assert_equal "$(grep -cvE ': done$' <<<"$1")" 0 "attempts that fail in '$1'" || return 1
	(($(grep -c ': done$' <<<"$1") >= $2)) || fail "less than $2 attempts: '$1'"
}
