# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# After a reboot that found jails in use.

# They end when their logins do. Where nobody is logged in any more, process 1 waits to be killed.
test_a_reboot_kills_no_session()
{
	journalctl -q -b -1 -o cat _PID=1 >/run/shutdown
	grep -q "nsjail-$(id -u alice)-" /run/shutdown
	grep -q 'Reached target.*reboot' /run/shutdown
	not grep -E 'nsjail.*(timed out|Killing process)' <(grep -v "nsjail-$(id -u lara)-" /run/shutdown)
}

test_nothing_of_the_old_jails_is_there()
{
	no_jails
	same "$(as dora 'echo hello')" hello
	same "$(as alice 'echo hello')" hello
	within 5 no_jails
}
