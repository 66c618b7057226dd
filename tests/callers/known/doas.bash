# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
packages=opendoas
services=doas
set='last in `/etc/pam.d/doas`'

caller_setup()
{
	on_host_bash '
		echo "permit nopass root" >/etc/doas.conf
		chmod 0400 /etc/doas.conf
		[[ -e /etc/pam.d/doas ]] || cp /etc/pam.d/su /etc/pam.d/doas'
}
# It does not tell its own.
caller_version() { on_host dpkg-query -W -f 'doas ${Version}' opendoas; }
caller_run() { on_caller doas -u "$1" /bin/sh -c "HOME=/home/$1; $2"; }
