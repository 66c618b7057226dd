# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/login.bash
. "$CALLERS/known/login.bash"
tree='trixie small'
set='last in `/etc/pam.d/login`; at consoles and serial lines, see below; at a pseudo terminal it is refused'
expect_plain=safe expect_private=safe

caller_version() { on_host login --version; }
# It hangs its terminal up first, and expect may take that for the end: then PAM was asked nothing yet.
caller_run()
{
	local status=1

	for _ in {1..5}; do
		on_terminal "$@" && status=0 || status=$?
		host_log_flush
		! grep -q '(login:' "$HOST_LOG" || break
	done
	return "$status"
}
