# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A clock for limits of time: it stands still for as long as the host of this machine, where it is a
# virtual one, has the processors for itself. It must never: be used for a time that is a result.
#
# machine_ms VARIABLE    what it shows, in milliseconds; it moves in steps of ten and more
# spent_ms VARIABLE COMMAND...  run COMMAND, and the milliseconds of a processor that it and what it started had:
#                               what others do at the same time makes that hardly more

# Each line of proc_stat(5) has what one processor, and the first one what all of them did, in hundredths of a
# second; the eighth number is what was stolen.
machine_ms()
{
	local key ticks processors=0 all=()

	while read -r key ticks; do
		case $key in
		cpu) read -r -a all <<<"$ticks" ;;
		cpu[0-9]*) processors=$((processors + 1)) ;;
		*) break ;;
		esac
	done </proc/stat
	printf -v "$1" '%d' \
		$(((all[0] + all[1] + all[2] + all[3] + all[4] + all[5] + all[6]) * 10 / processors))
}

spent_ms()
{
	local TIMEFORMAT='%3U %3S' file user system

	file=$(mktemp "${BATS_TEST_TMPDIR:-${TMPDIR:-/tmp}}/spent.XXXXXX")
	{ time run "${@:2}" 2>&9; } 9>&2 2>"$file"
	read -r user system <"$file"
	rm "$file"
	printf -v "$1" '%d' $((10#${user/[^0-9]/} + 10#${system/[^0-9]/}))
}
