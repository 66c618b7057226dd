# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
packages=sudo
services=sudo
set='the [six lines](pam-order.md#sudo), last in `/etc/pam.d/sudo` and `sudo-i`'

# Where this machine's stacks are made up, that of su does.
caller_setup()
{
	on_host_bash '
		echo "root ALL=(ALL:ALL) NOPASSWD: ALL" >/etc/sudoers
		rm -rf /etc/sudoers.d/*
		chmod 0440 /etc/sudoers
		[[ -e /etc/pam.d/sudo ]] || grep -v pam_nsjail.so /etc/pam.d/su >/etc/pam.d/sudo'
	six_lines "$services"
}

# six_lines SERVICE...
six_lines()
{
	sed -n '1,/^Session:/d; s/^\t/session /; s,pam_nsjail.so,/srv/host/&,p; /pam_nsjail/!p' "$CALLERS/../lib/old_profile" |
		tee -a "${@/#/$HOST_ROOT/etc/pam.d/}" >/dev/null
}
caller_version() { on_host sudo --version; }
caller_run() { on_caller sudo -u "$1" /bin/sh -c "$2"; }
