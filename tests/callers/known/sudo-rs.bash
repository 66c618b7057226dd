# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

# shellcheck source=tests/callers/known/sudo.bash
. "$CALLERS/known/sudo.bash"
tree='trixie small'
packages=sudo-rs

caller_setup()
{
	on_host_bash '
		for file in /etc/sudoers /etc/sudoers-rs; do
			echo "root ALL=(ALL:ALL) NOPASSWD: ALL" >"$file" && chmod 0440 "$file"
		done'
	six_lines "$services"
}
caller_version() { on_host sudo-rs --version; }
caller_run() { on_caller sudo-rs -u "$1" /bin/sh -c "$2"; }
