# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Limits and scope = user: one jail and one scope for all sessions of a user, as long as it lives.

both_in()
{
	inside "$1" | sort >/run/inside
	grep -q '^sshd' /run/inside && grep -q '^su$' /run/inside && [ "$(grep -c '^sleep$' /run/inside)" -eq 2 ]
}

test_two_sessions_share_one_scope_and_its_limits()
{
	hold sam
	directory=$(jail_of sam)
	within 60 eval 'inside "$directory" | grep -q "^sleep$"'
	hold_su sam 'sleep 999' second
	within 60 both_in "$directory"
	one_cgroup "$(id -u sam)"
	same "$(jails | wc -l)" 1 "number of jails"
	same "$(<"$directory/pids.max")" 48 pids.max
	same "$(<"$directory/memory.max")" $((128 << 20)) memory.max
	for pid in $(pgrep -u sam); do
		grep -q "$(unit_of "$directory")/jail$" "/proc/$pid/cgroup" || fail "$pid is outside"
	done
	grep -q "$(unit_of "$directory")/keeper$" "/proc/$(pgrep -x nsjail-keeper)/cgroup"
	# What one session takes, the other one lacks.
	hold_su sam 'exhaust processes; sleep 1000' third
	within 60 grep 'processes Resource temporarily unavailable' /run/held-third.log
	[ "$(<"$directory/pids.current")" -le 48 ]
	same "$(su - dora -c 'echo hello' </dev/null)" hello
	log_out third
	release sam
	within 20 eval '! inside "$directory" | grep -q "^sshd"'
	inside "$directory" | grep -q '^su$'
	log_out second
	within 2 no_jails
}

# A process that lives on when its session is over: what a child of it is in then is written down. It
# has no capabilities any more, so with hidepid it sees nobody but itself.
write_tester()
{
	printf '%s\n' '#!/bin/sh' 'cat /proc/self/cgroup >/run/home' >/run/where
	chmod 0755 /run/where
	printf '%s\n' "auth required pam_permit.so" "account required pam_exec.so quiet /run/where" \
		"session required pam_nsjail.so" >/etc/pam.d/nsjail-tester
	rm -f /run/home
}

goes_home()
{
	write_tester
	pamtester nsjail-tester sam open_session close_session acct_mgmt </dev/null
	same "$(</run/home)" "$(</proc/self/cgroup)" "where the caller is after its session"
}

test_a_caller_goes_home_while_the_jail_lives_on()
{
	hold_su sam
	jail_of sam
	goes_home
	# Where the keeper, which has no capabilities, must not look at others.
	mount -o remount,hidepid=invisible,gid=1 /proc
	trap 'mount -o remount,hidepid=off,gid=0 /proc' EXIT
	not setpriv --bounding-set -all --inh-caps -all cat /proc/1/cgroup
	goes_home
	one_cgroup "$(id -u sam)"
}

test_a_jail_that_lingers_keeps_its_scope()
{
	trap 'nsjailctl kill lara >/dev/null 2>&1 || true' EXIT
	su - lara -c 'setsid sleep 1000 </dev/null >/dev/null 2>&1 &' </dev/null
	directory=$(jail_of lara)
	sleep 2
	within 60 eval 'inside "$directory" | grep -q "^sleep$"'
	systemctl daemon-reload
	systemctl show -P ActiveState "$(unit_of "$directory")" | grep -x active
	same "$(<"$directory/memory.max")" $((128 << 20)) memory.max
	loginctl list-sessions --no-legend >/run/sessions
	loginctl list-users --no-legend >>/run/sessions
	not grep -E 'lara|sam|alice' /run/sessions
	same "$(su - lara -c 'pgrep -x sleep >/dev/null && echo there' </dev/null)" there "what lara has left"
	nsjailctl kill lara
	within 2 no_jails
}
