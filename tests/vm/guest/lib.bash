# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests in the machine share: logins, and questions about the jails there are. Emulation makes
# every process that is started dear, so what can be asked of files is asked of files.
# It must never: leave a login behind that the next test would count.

# The usual key exchange takes seconds in emulation.
ssh=(ssh -n -i /root/key -o BatchMode=yes -o StrictHostKeyChecking=no -o KexAlgorithms=curve25519-sha256
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

# cgroups [UID]: the directories of jails, systemd's scopes and those of our own.
cgroups()
{
	local directory

	for directory in /sys/fs/cgroup/user.slice/user-*.slice/nsjail-"${1:-}"*.scope \
		/sys/fs/cgroup/jails/nsjail-"${1:-}"*; do
		[ ! -d "$directory" ] || echo "$directory"
	done
}

jails()
{
	local entry

	for entry in /run/pam_nsjail/jails/*; do
		[ ! -e "$entry" ] || echo "$entry"
	done
}

no_jails()
{
	[ -z "$(cgroups)$(jails)" ] && ! pgrep '^nsjail-' >/dev/null
}

one_cgroup()
{
	[ "$(cgroups "$1" | wc -l)" -eq 1 ]
}

# The cgroup of the one jail of a user, which bears his limits; beside it is the keeper's.
jail_of()
{
	local uid

	uid=$(id -u "$1")
	within 60 one_cgroup "$uid"
	# Its entry comes last of all.
	within 60 eval 'jails | grep -q "/'"$uid"'-"'
	echo "$(cgroups "$uid")/jail"
}

# unit_of CGROUP: the scope that a jail's cgroup is in.
unit_of()
{
	basename "${1%/jail}"
}

# The processes of a cgroup, by name.
inside()
{
	local pid

	while read -r pid; do
		echo "$(<"/proc/$pid/comm")" || true
	done <"$1/cgroup.procs" 2>/dev/null
}

# held USER: a login that stays until it is let go: hold USER [COMMAND], hold_su USER [COMMAND]
hold()
{
	timeout 900 "${ssh[@]}" "$1@127.0.0.1" "${2:-sleep 1000}" >"/run/held-$1.log" 2>&1 &
	echo $! >"/run/held-$1"
}

# By su, which is quicker. What it runs in the jail ends with the jail.
hold_su()
{
	(
		echo "$BASHPID" >"/run/held-${3:-$1}"
		exec su - "$1" -c "${2:-sleep 1000}"
	) >"/run/held-${3:-$1}.log" 2>&1 </dev/null &
	within 10 test -s "/run/held-${3:-$1}"
}

release()
{
	[ -e "/run/held-$1" ] || return 0
	kill "$(cat "/run/held-$1")" 2>/dev/null || true
	rm -f "/run/held-$1"
}

# Returns when the program that had the session has ended: su takes two seconds for it.
log_out()
{
	local pid

	pid=$(<"/run/held-$1")
	release "$1"
	within 10 eval "! kill -0 $pid 2>/dev/null"
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

# Logs dora in, once a second, for as long as a test of somebody else runs.
neighbour_begin()
{
	rm -f /run/neighbour.*
	(
		while [ ! -e /run/neighbour.stop ]; do
			begin=$EPOCHREALTIME
			if [ "$(timeout 30 su - dora -c 'echo hello' 2>&1 </dev/null)" = hello ]; then
				outcome=ok
			else
				outcome=failed
			fi
			took=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
			echo "$outcome $took ms" >>/run/neighbour.log
			[ $took -ge 1000 ] || sleep "0.$(printf %03d $((1000 - took)))"
		done
		: >/run/neighbour.done
	) &
}

neighbour_count()
{
	grep -c . /run/neighbour.log 2>/dev/null || true
}

# So many more of his logins, begun after this.
neighbour_logs_in()
{
	local until=$(($(neighbour_count) + $1 + 1))

	within 120 eval '[ "$(neighbour_count)" -ge '$until' ]'
}

# All of his logins went well.
neighbour_end()
{
	: >/run/neighbour.stop
	within 90 test -e /run/neighbour.done
	sort /run/neighbour.log | uniq -c | sort -n | tail -n 30
	not grep failed /run/neighbour.log
}

# cron looks once a minute, so it is asked when the machine is up, and once only.
cron_begin()
{
	local namespaces='for kind in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/$kind; done'

	printf '%s\n' 'MAILTO=""' "* * * * * { $namespaces; cat /proc/self/cgroup; } >output 2>&1; mv output done" |
		crontab -u alice -
	(
		until [ -s /home/alice/done ]; do
			sleep 1
		done
		crontab -u alice -r
	) &
}

lingerers()
{
	seq -f 'linger%.0f' 10
}

open_jails_for_the_reboot()
{
	local stubborn='trap "" TERM HUP INT; while :; do sleep 1; done' user

	hold alice "$stubborn"
	hold paul
	hold dora "$stubborn"
	# And those that nobody is logged in to.
	for user in lara $(lingerers); do
		su - "$user" -c 'setsid sleep 1000 </dev/null >/dev/null 2>&1 &' </dev/null
	done
	within 180 eval '[ "$(jails | wc -l)" -eq 14 ]'
	jails >/root/state/jails
}
