# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What must be gone when a session is over: every test compares the private host before and after.
# What one login makes for all that come stays: the template of mount namespaces, what a trust walk
# notes, and that nobody of a directory is in a range.
# It must never: count what was there before the test, or be asked while the test's own programs run.
#
# leaks_before    remembers what there is
# leaks_after     fails and names what there is more, once it had five seconds to go away
# leaks_remove    ends and removes that, so that the next test does not suffer from it

LEAKS_LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/machine_clock.bash
. "$LEAKS_LIB/machine_clock.bash"

# Runs in the private host, in a session of its own, so that it can leave itself out. One line for
# each thing: what it is, then its name.
leaks_snapshot()
{
	local stat line fields root target path

	for stat in /proc/[0-9]*/stat; do
		line=
		{ IFS= read -r -d '' line <"$stat"; } 2>/dev/null
		# pid (comm) state ppid pgrp session: proc_pid_stat(5)
		read -ra fields <<<"${line##*) }"
		[[ -z $line || ${fields[3]} == "$$" ]] || leaks_process "${line%% *}" "$line" "${fields[0]}"
	done
	while read -r _ _ _ root target _; do
		[[ $target == "$1"/template* ]] || echo "mount $target of $root"
	done </proc/1/mountinfo
	readlink /proc/[0-9]*/ns/* /proc/[0-9]*/fd/* 2>/dev/null |
		sed -nE 's/^(mnt|pid|uts|ipc|cgroup|net|user|time)[a-z_]*:/namespace &/p'
	# The tree is the machine's, and other tests run beside this one: processes of theirs have no number here.
	find /sys/fs/cgroup -type d -name '*nsjail*' 2>/dev/null | while read -r path; do
		grep -qrsx --include=cgroup.procs 0 "$path" || echo "cgroup $path"
	done
	find "$1" /dev/pts /dev/shm /tmp -mindepth 1 \( -path '/dev/pts/[0-9]*' -printf 'pty %p\n' \) -o \
		-path '/dev/pts/*' -o \( \( -path '/dev/shm/*' -o -path '/tmp/*' \) -printf 'file %p\n' \) -o \
		\( -path "$1/*/*" -not -path "$1/template/mnt" -not -path "$1/trust/[0-9a-f][0-9a-f]" \
		-not -path "$1/ranges/[0-9]*-[0-9]*" -printf 'state %p\n' \) 2>/dev/null
}

# leaks_process PID STAT STATE
leaks_process()
{
	local comm=${2#*(}

	comm=${comm%)*}
	echo "process $1 ${comm//[^[:print:]]/?} ${3/[!Z]/}"
}

leaks_list()
{
	on_host setsid --wait bash -c "$(declare -f leaks_snapshot leaks_process)"'; leaks_snapshot "$@"' bash \
		"$STATE_DIR" | sort -u
}

leaks_before()
{
	leaks_list >"$HOST_DIR/before"
}

leaks_after()
{
	local begin now more

	machine_ms begin
	while more=$(leaks_list | comm -13 "$HOST_DIR/before" -) && [[ -n $more ]]; do
		machine_ms now
		if ((now - begin > 5000)); then
			sed 's/^/left behind: /' <<<"$more" >&2
			return 1
		fi
		sleep 0.05
	done
}

leaks_remove()
{
	leaks_list | comm -13 "$HOST_DIR/before" - | while read -r kind name _; do
		case $kind in
		process) on_host kill -KILL "$name" 2>/dev/null ;;
		file) on_host rm -rf "$name" ;;
		esac
	done
}
