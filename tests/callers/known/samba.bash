# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm servers'
packages='samba smbclient'
services=samba
set='can not be jailed: one process opens sessions and serves the files of the host'
expect_plain=safe expect_private=safe shell=no

caller_version() { on_host smbd --version; }
caller_setup()
{
	printf '%s\n' '[global]' 'security = user' 'obey pam restrictions = yes' 'smb ports = 4445' 'interfaces = lo' \
		'bind interfaces only = yes' 'disable netbios = yes' 'load printers = no' '[mark]' 'path = /srv/mark' \
		'[homes]' 'read only = no' >"$HOST_ROOT/etc/samba/smb.conf"
	for user in alice bob; do
		printf '%s\n' "$PASSWORD" "$PASSWORD" | on_host smbpasswd -s -a "$user" || return
	done
}
caller_start() { daemon smbd --foreground --no-process-group; daemon_port 4445; }
smb() { on_client smbclient -p 4445 -U "$1%$PASSWORD" "//127.0.0.1/$2" -c "$3" </dev/null; }
caller_mark() { smb "$1" mark 'get name -'; }
caller_write() { smb "$1" homes 'put /etc/hosts left'; }
# shellcheck disable=SC2016
caller_hold() { (echo pwd; sleep 300) | on_client smbclient -p 4445 -U "$1%$PASSWORD" //127.0.0.1/mark; }
