# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What the tests of a jail's file system share, on top of session.bash: short logins by a small PAM
# program, jails that stay up to be asked later, images and loop devices.
# It must never: touch a loop device that is not of this run.
#
# jail_host                    the private host of this file
# jail_begin, jail_end         setup and teardown of each test; a file with more to do has its own
# jail_login NAME SCRIPT       one login (run): $status and $output of sh -c SCRIPT, 254 if refused
# jail_logins NAME COUNT       that many, without a program (run)
# jail_refuses CAUSE [NAME]    a login of NAME (alice) is refused for CAUSE in time, and nothing runs
# jail_hold TAG NAME           a login that stays; its shell is asked by its tag
# jail_ask TAG SCRIPT          prints what SCRIPT prints in the shell of a jail that is held
# jail_release TAG             ends it
# jail_root TAG                prints the path of its root, as the machine sees it
# on_srv DIR                   makes an empty directory of root's in the private host, by its path there
# host_mounts                  prints what the private host has mounted
# loops                        prints the loop devices of this run

JAIL_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/session.bash
. "$JAIL_TESTS/session.bash"

LOGINS=/srv/host/tools/logins

jail_host()
{
	need "$@"
	session_host
	printf '%s\n' "session required /srv/host/pam_nsjail.so" >"$HOST_ROOT/etc/pam.d/nsjail"
	export IMAGES=/srv/images-$HOST_PID
	on_host_bash '
		mkdir -p /srv/canary "$1"
		echo untouched >/srv/canary/file
		[[ -e /sys/block/loop0 ]] || exit 0
		mknod /dev/loop-control c 10 237
		for number in {0..63}; do mknod "/dev/loop$number" b 7 "$number"; done
	' "$IMAGES"
}

jail_begin()
{
	session_begin
	session_config
	HELD=()
}

jail_end()
{
	local tag

	[[ -n ${HOST_PID:-} ]] || return 0
	for tag in "${HELD[@]}"; do
		jail_release "$tag"
	done
	# In a teardown bats sees the last status alone.
	session_end && eventually no_loops &&
		assert_equal "$(cat "$HOST_ROOT/srv/canary/file"; ls "$HOST_ROOT/srv/canary")" $'untouched\nfile' canary
}

loops()
{
	grep -ls "$IMAGES/" /sys/block/loop*/loop/backing_file | cut -d/ -f4
}

no_loops()
{
	[[ -z $(loops) ]]
}

jail_login()
{
	run on_host "$LOGINS" nsjail "$1" 1 /bin/sh -c "$2"
}

jail_logins()
{
	run on_host "$LOGINS" nsjail "$1" "$2"
}

jail_refuses()
{
	in_time jail_refuses_once "$@"
}

jail_refuses_once()
{
	jail_login "${2:-alice}" 'echo inside'
	# shellcheck disable=SC2154 # bats' own, set by run
	assert_equal "$status" 254 "status ('$output')" || return 1
	[[ $output != *inside* ]] || { fail "a session was opened: $output"; return 1; }
	assert_refused "$output" "$1"
}

# A shell that reads from a FIFO; every answer ends with a line of its own.
jail_hold()
{
	local tag=$1 name=$2 pipe=$HOST_DIR/$1

	rm -f "$pipe".{in,out}
	mkfifo "$pipe".{in,out}
	on_host "$LOGINS" nsjail "$name" 1 /bin/sh <"$pipe.in" >"$pipe.out" 2>&1 3>&- &
	eval "exec {HOLD_IN_$tag}>\"\$pipe.in\" {HOLD_OUT_$tag}<\"\$pipe.out\""
	eval "HOLD_PID_$tag=$!"
	HELD+=("$tag")
	jail_ask "$tag" true
}

jail_ask()
{
	local in=HOLD_IN_$1 out=HOLD_OUT_$1 line

	printf '%s\n' "{ $2
	} 2>&1 </dev/null; echo; echo --end" >&"${!in}"
	while IFS= read -r -t 10 line <&"${!out}"; do
		[[ $line == --end ]] && return 0
		[[ -z $line ]] || printf '%s\n' "$line"
	done
	return 1
}

jail_release()
{
	local in=HOLD_IN_$1 out=HOLD_OUT_$1 pid=HOLD_PID_$1 left=() tag

	[[ -n ${!in:-} ]] || return 0
	# Other jails that are held have inherited the FIFO, so its end alone would not tell.
	# One that was killed is told nothing.
	(trap '' PIPE; echo exit >&"${!in}") 2>/dev/null || true
	eval "exec ${!in}>&- ${!out}<&-"
	wait "${!pid}" || true
	unset "$in" "$out" "$pid"
	for tag in "${HELD[@]}"; do
		[[ $tag == "$1" ]] || left+=("$tag")
	done
	HELD=("${left[@]}")
}

# Its shell is a grandchild of the one that holds it; what it says of itself is its number inside.
jail_root()
{
	local namespace pid

	namespace=$(jail_ask "$1" 'readlink /proc/self/ns/mnt')
	for pid in $(on_host pgrep -u "${2:-alice}" -x sh); do
		[[ $(on_host readlink "/proc/$pid/ns/mnt") == "$namespace" ]] || continue
		echo "$HOST_ROOT/proc/$pid/root"
		return 0
	done
	fail "no process of the jail of '$1'"
}

on_srv()
{
	on_host_bash 'umask 022; rm -rf "$1" && mkdir -p "$1"' "$1"
}

host_mounts()
{
	on_host cut -d' ' -f3- /proc/1/mountinfo
}

setup()
{
	jail_begin
}

teardown()
{
	jail_end
}
