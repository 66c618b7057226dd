# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# After a reboot that found jails in use.

# Their keepers end them, whether somebody is logged in or not.
test_a_reboot_kills_no_jail()
{
	journalctl -q -b -1 -o cat _PID=1 >/run/shutdown
	grep -q "nsjail-$(id -u alice)-" /run/shutdown
	grep -q 'Reached target.*reboot' /run/shutdown
	not grep -E 'nsjail.*(timed out|Killing process)' /run/shutdown
}

test_a_reboot_runs_on_destroy()
{
	for user in $(lingerers); do
		same "$(grep -c -x "$user" /root/state/destroyed)" 1 "ends of $user's jail"
	done
}

test_nothing_of_the_old_jails_is_there()
{
	no_jails
	same "$(as dora 'echo hello')" hello
	same "$(as alice 'echo hello')" hello
	within 5 no_jails
}
