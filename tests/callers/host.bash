# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The private host in which callers are tried, and what their files in known/ are written with.
# It must never: let a caller wait without an end, or be reached from outside of this private host.
#
# host_of_callers [TREE]       starts it, from a tree or as this machine is
# callers_config MODE LINE...  nsjail.conf for the trust mode plain or private
#
# In the files of callers:
# on_caller PROGRAM...         the client is the caller itself: su, sudo
# on_client PROGRAM...         what talks to a daemon
# daemon PROGRAM...            a daemon in the foreground, which may signal its group; daemon_port NUMBER waits for it, daemon_stop ends it
# job SCRIPT                   SCRIPT as words for a job that nobody waits for: it leaves ~/out and ~/done
# job_result USER              waits for that, for a refusal in the log, or until its session was ended by force;
#                              its output and status
# forget_job USER              before it

CALLERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/session.bash
. "$CALLERS/../lib/session.bash"
# shellcheck source=tests/lib/root_opens.bash
. "$CALLERS/../lib/root_opens.bash"

# A session that does nothing lasts longer than any of these, in seconds.
CALLER_LIMIT=20
JOB_LIMIT=${JOB_LIMIT:-15}
PASSWORD=tenants-password
TRACE=()

host_of_callers()
{
	if [[ -n ${1:-} ]]; then
		HOST_BOOT=$CALLERS/boot.bash CALLERS_TREE=$1 private_host_start || return
	else
		private_host_start || return
	fi
	echo '127.0.0.1 localhost private-host' >"$HOST_ROOT/etc/hosts"
	callers_account alice 1001 project:5001 audit:5002
	callers_account bob 1002 project:5001
	callers_mark /srv/mark outside
}

# What is at /srv/mark says where one is, and in whose jail.
callers_mark()
{
	on_host_bash 'umask 022; mkdir -p "$1" && echo "$2" >"$1/name"' "$@"
}

callers_account()
{
	host_account "$@"
	callers_mark "/srv/marks/$1" "jail of $1"
	on_host chpasswd -c SHA512 <<<"$1:$PASSWORD"
}

callers_config()
{
	local user_namespace=no

	[[ $1 != private ]] || user_namespace=yes
	printf '%s\n' '[default]' 'rootfs = @usr' "user_namespace = $user_namespace" 'bind = /srv/marks/%u:/srv/mark' \
		"${@:2}" | host_config
}

# shellcheck disable=SC2016
on_client()
{
	on_host timeout --kill-after=5 "$CALLER_LIMIT" bash -c 'echo $$ >/srv/host/client; exec "$@"' bash "$@"
}

on_caller()
{
	on_client "${TRACE[@]}" "$@" </dev/null
}

# shellcheck disable=SC2016
daemon()
{
	rm -f "$HOST_ROOT/srv/host/daemon"
	on_host setsid --wait bash -c 'echo $$ >/srv/host/daemon; exec "$@" >/srv/host/daemon.log 2>&1' bash "${TRACE[@]}" "$@" </dev/null 3>&- &
	DAEMON=$!
	EVENTUALLY_MS=8000 eventually test -s "$HOST_ROOT/srv/host/daemon"
}

daemon_port()
{
	# shellcheck disable=SC2016
	on_host timeout 20 bash -c 'until (exec 3<>"/dev/tcp/127.0.0.1/$1" || exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; do sleep 0.05; done' bash "$1"
}

daemon_stop()
{
	[[ -n ${DAEMON:-} ]] || return 0
	on_host_bash 'kill "$(</srv/host/daemon)"' 2>/dev/null
	on_host timeout 5 tail --pid="$(<"$HOST_ROOT/srv/host/daemon")" -f /dev/null ||
		on_host_bash 'kill -KILL "$(</srv/host/daemon)"'
	wait "$DAEMON" 2>/dev/null
	DAEMON=
}

job()
{
	# The braces end on a line of their own whatever the script ends with.
	printf 'cd; { ( %s ); } >out 2>&1; echo $? >done' "$1"
}

forget_job()
{
	rm -f "$HOST_ROOT/home/$1"/{out,done}
}

job_result()
{
	local end=$((SECONDS + JOB_LIMIT)) directory=$HOST_ROOT/home/$1

	until [[ -s $directory/done ]]; do
		grep -aq 'pam_nsjail.*refused' "$HOST_LOG" && return 1
		[[ ! -e $HOST_DIR/over ]] || return 137
		((SECONDS < end)) || return 124
		sleep 0.05
	done
	cat "$directory/out"
	return "$(<"$directory/done")"
}
