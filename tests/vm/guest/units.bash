# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What systemd does to the units that sessions come from, and to the jails' own: who is to end ends, who
# is not goes on, on_destroy has run and nothing is left.

marks()
{
	grep -c -x "$1" /root/state/destroyed 2>/dev/null || true
}

# Before a jail of his that is to end: ended_cleanly says whether it did.
watch_end()
{
	before=$(marks "$1") begin=$(date +%s)
}

# No process, entry or scope; the administrator's program has run, and the log says so.
ended_cleanly()
{
	within "${2:-5}" no_jails
	same "$(marks "$1")" $((before + 1)) "runs of on_destroy"
	same "$(nsjailctl list --json | tr -d ' \n')" '{"jails":[]}' "the list of jails"
	journalctl --sync
	journalctl -q -o cat --since "@$begin" | grep "the jail of user '$1' is gone"
}

is_there()
{
	pgrep -u "$1" -x sleep >/dev/null
}

one_jail_is_up()
{
	same "$(nsjailctl list --json | tr -d ' \n' | grep -o '"scope":"[a-z]*","state":"[a-z]*"' | cut -d, -f2)" '"state":"up"' "states of jails"
}

# unit_begin UNIT USER [OPTION]...: a service that is a caller, with the usual KillMode=control-group
unit_begin()
{
	trap 'systemctl stop caller.service first.service second.service 2>/dev/null || true' EXIT
	systemd-run -q --collect --unit="$1" "${@:3}" su - "$2" -c 'sleep 1000'
	within 30 is_there "$2"
	within 10 test -n "$(jails)"
}

ssh_restart()
{
	watch_end "$1"
	hold "$1"
	within 60 is_there "$1"
	keeper=$(pgrep -x nsjail-keeper)
	systemctl restart ssh.service
	sleep 1
	is_there "$1"
	kill -0 "$keeper" "$(<"/run/held-$1")"
	one_jail_is_up
	same "$(as dora 'echo new')" new
	release "$1"
	ended_cleanly "$1"
}

# KillMode=process
test_sessions_outlive_a_restart_of_sshd()
{
	ssh_restart rita
}

test_sessions_with_limits_outlive_a_restart_of_sshd()
{
	ssh_restart olga
}

unit_ends()
{
	watch_end "$1"
	unit_begin caller "$1" "${@:2}"
	systemctl stop caller.service
	ended_cleanly "$1"
}

test_a_service_that_is_stopped_takes_its_session_along()
{
	unit_ends rita
}

# They are in the jail's cgroup, not in the service's.
test_a_service_that_is_stopped_takes_a_session_with_limits_along()
{
	unit_ends olga
	unit_ends olga -p KillMode=mixed -p TimeoutStopSec=1
}

test_a_service_that_is_stopped_by_sigkill_takes_its_session_along()
{
	unit_ends rita -p KillMode=mixed -p TimeoutStopSec=1
}

# As logind's session-N.scope is stopped.
test_a_scope_that_is_stopped_with_sighup_takes_its_session_along()
{
	watch_end rita
	systemd-run -q --scope --unit=caller -p SendSIGHUP=yes su - rita -c 'sleep 1000' </dev/null >/run/caller.log 2>&1 &
	within 30 is_there rita
	systemctl stop caller.scope
	ended_cleanly rita
}

# Debian's has KillMode=process.
test_a_job_of_cron_ends_with_a_cron_that_takes_all_along()
{
	mkdir -p /run/systemd/system/cron.service.d
	printf '%s\n' '[Service]' KillMode=control-group >/run/systemd/system/cron.service.d/test.conf
	systemctl daemon-reload
	printf '%s\n' 'MAILTO=""' '* * * * * sleep 1000' | crontab -u rita -
	trap 'crontab -u rita -r 2>/dev/null || true; rm -r /run/systemd/system/cron.service.d; systemctl daemon-reload; systemctl restart cron' EXIT
	within 75 is_there rita
	crontab -u rita -r
	watch_end rita
	systemctl restart cron.service
	ended_cleanly rita
}

# The one who came first made the jail; it is the other's as well.
test_a_shared_jail_outlives_the_service_that_made_it()
{
	watch_end ines
	unit_begin first ines
	unit_begin second ines
	within 20 eval '[ "$(pgrep -u ines -x -c sleep)" -eq 2 ]'
	systemctl stop first.service
	within 10 eval '[ "$(pgrep -u ines -x -c sleep)" -eq 1 ]'
	sleep 1
	is_there ines
	one_jail_is_up
	systemctl stop second.service
	ended_cleanly ines
}

# stop_took UNIT: prints how long systemd took to stop it, in hundredths of a second
stop_took()
{
	local started

	started=$(now)
	systemctl stop "$1"
	echo $(($(now) - started))
}

# scope_stop USER HOLD: less than two seconds more than what stopping anything takes in emulation.
scope_stop()
{
	watch_end "$1"
	"$2" "$1"
	unit=$(unit_of "$(jail_of "$1")")
	within 60 is_there "$1"
	systemd-run -q --unit=plain sleep 1000
	plain=$(stop_took plain.service)
	took=$(stop_took "$unit")
	echo "# a jail stopped in $took hundredths, a plain service in $plain" >&3
	[ $((took - plain)) -lt 200 ]
	ended_cleanly "$1" 2
	journalctl -q -o cat --since "@$begin" | grep "the jail of user '$1' is to end: SIGTERM from process 1"
	release "$1"
}

test_a_jail_whose_scope_is_stopped_ends_at_once()
{
	scope_stop rita hold_su
	# Who has limits is told by systemd himself; su would sleep for two seconds before it reaps its child.
	scope_stop olga hold
}

test_a_keeper_that_is_killed_takes_its_jail_along()
{
	hold rita
	within 60 is_there rita
	kill -KILL "$(pgrep -x nsjail-keeper)"
	within 5 eval '! is_there rita'
	within 5 eval '[ -z "$(cgroups)" ]'
	same "$(as rita 'echo again')" again
	within 5 no_jails
}

test_the_jails_cgroup_namespace_begins_at_its_own_cgroup()
{
	hold rita
	within 60 is_there rita
	same "$(nsenter --cgroup="/proc/$(pgrep -u rita -x sleep)/ns/cgroup" cat "/proc/$(pgrep -x nsjail-init)/cgroup")" 0::/ "init's cgroup in there"
}
