# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A clock for limits of time: it stands still for as long as the host of this machine, where it is a
# virtual one, has the processors for itself. It must never: be used for a time that is a result.
#
# machine_ms VARIABLE    what it shows, in milliseconds; it moves in steps of ten and more

# The eighth number of proc_stat(5) is what was stolen; all are in hundredths of a second of all processors.
machine_ms()
{
	local key user nice system idle iowait irq softirq rest processors=0

	while read -r key rest; do
		case $key in
		cpu) read -r user nice system idle iowait irq softirq rest <<<"$rest" ;;
		cpu[0-9]*) processors=$((processors + 1)) ;;
		*) break ;;
		esac
	done </proc/stat
	printf -v "$1" '%d' $(((user + nice + system + idle + iowait + irq + softirq) * 10 / processors))
}
