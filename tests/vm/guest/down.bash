# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# What can be said only at the very end: when the machine has gone down twice, with jails and without.
# The times are from the order to where nothing is left but to switch off: they go by the clock of the
# system that goes down, since a second start under emulation takes anything from seconds to a minute.

in_seconds()
{
	printf '%d.%02d s' $(($1 / 100)) $(($1 % 100))
}

# systemd's patience with a unit, and with all that is left at the end, is 90 s; with a jail it is 10.
test_live_jails_do_not_hold_up_a_reboot()
{
	with=$(</root/state/took)
	without=$(</run/took)
	echo "# going down took $(in_seconds "$with") with jails, $(in_seconds "$without") without" >&3
	[ "$(wc -l </root/state/jails)" -eq 14 ]
	[ $((with - without)) -lt 500 ]
}
