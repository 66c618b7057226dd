# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# After a reboot that found jails in use.

test_live_jails_do_not_hold_up_a_reboot()
{
	up=$(cut -d. -f1 /proc/uptime)
	took=$(($(date +%s) - $(cat /root/state/reboot) - up))
	echo "$took s to go down, $up s to come up"
	[ "$(wc -l </root/state/jails)" -eq 4 ]
	# systemd's patience with one unit is 90 s.
	[ "$took" -lt 75 ]
	journalctl -q -b -1 -o cat _PID=1 >/run/shutdown
	# Where nobody is logged in any more, process 1 waits to be killed, and is soon.
	not grep -E 'nsjail.*(timed out|Killing process)' <(grep -v "nsjail-$(id -u lara)-" /run/shutdown)
}

test_nothing_of_the_old_jails_is_there()
{
	no_jails
	same "$(as dora 'echo hello')" hello
	same "$(as alice 'echo hello')" hello
	within 5 no_jails
}
