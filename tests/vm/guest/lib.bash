# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests in the machine share: logins over ssh, and questions about the jails there are.
# It must never: leave a login behind that the next test would count.

ssh=(ssh -n -i /root/key -o BatchMode=yes -o StrictHostKeyChecking=no
	-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR)

# as USER COMMAND
as()
{
	timeout "${LIMIT:-60}" "${ssh[@]}" "$1@127.0.0.1" "$2"
}

fail()
{
	echo "$*" >&2
	return 1
}

# refusals SINCE CAUSE: what was logged since then names the cause.
refusals()
{
	journalctl --sync
	journalctl -q -o cat --since "@$1" >/run/journal
	grep 'refused' /run/journal
	grep 'refused' /run/journal | grep -q "$2"
}

# bash does not end at a command with "!" before it.
not()
{
	if "$@"; then
		fail "this succeeded: $*"
	fi
}

same()
{
	[ "$1" = "$2" ] || fail "${3:-value} is '$1', not '$2'"
}

# Waits up to so many seconds for a command to succeed.
within()
{
	local deadline=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -le "$deadline" ] || { fail "never came true: $*"; return 1; }
		sleep 0.2
	done
}

scopes()
{
	systemctl list-units --all --no-legend --plain "nsjail-${1:-*}*.scope" | cut -d' ' -f1
}

cgroups()
{
	find /sys/fs/cgroup -type d -name "nsjail-*"
}

jails()
{
	find /run/pam_nsjail/jails -type f 2>/dev/null
}

no_jails()
{
	[ -z "$(scopes)$(cgroups)$(jails)" ] && ! pgrep '^nsjail-' >/dev/null
}

one_scope()
{
	[ "$(scopes "$1" | wc -l)" -eq 1 ]
}

# A login that stays until it is let go: hold USER [COMMAND]
hold()
{
	timeout 900 "${ssh[@]}" "$1@127.0.0.1" "${2:-sleep 1000}" >"/run/held-$1.log" 2>&1 &
	echo $! >"/run/held-$1"
}

release()
{
	[ -e "/run/held-$1" ] || return 0
	kill "$(cat "/run/held-$1")" 2>/dev/null || true
	rm -f "/run/held-$1"
}

cleanup_test()
{
	local held

	for held in /run/held-*; do
		case $held in
		*.log | *'*') ;;
		*) release "${held#/run/held-}" ;;
		esac
	done
	within 20 no_jails >/dev/null || true
}

# Logs dora in once a second, for as long as a test of somebody else runs.
neighbour_begin()
{
	rm -f /run/neighbour.*
	(
		while [ ! -e /run/neighbour.stop ]; do
			begin=$SECONDS
			if [ "$(LIMIT=60 as dora 'echo hello' 2>&1)" = hello ]; then
				echo "ok $((SECONDS - begin))"
			else
				echo "failed $((SECONDS - begin))"
			fi >>/run/neighbour.log
			sleep 1
		done
		: >/run/neighbour.done
	) &
}

neighbour_has_been_in()
{
	[ "$(cat /run/neighbour.log 2>/dev/null | wc -l)" -ge 3 ]
}

# All of his logins went well, and there were some.
neighbour_end()
{
	within 120 neighbour_has_been_in
	: >/run/neighbour.stop
	within 90 test -e /run/neighbour.done
	cat /run/neighbour.log
	not grep failed /run/neighbour.log
}

open_jails_for_the_reboot()
{
	local stubborn='trap "" TERM HUP INT; while :; do sleep 1; done'

	hold alice "$stubborn"
	hold paul
	hold dora "$stubborn"
	within 180 eval '[ "$(jails | wc -l)" -eq 3 ]'
	jails >/root/state/jails
}
