# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
packages='openssh-server openssh-client openssh-sftp-server'
services=sshd
set='last in `/etc/pam.d/sshd`; `UsePAM yes`'

caller_version() { on_host ssh -V; }
caller_setup()
{
	on_host_bash "$(declare -f write_sshd_files)"'; [[ -e /srv/host/ssh_config ]] || write_sshd_files "$@"' \
		"$HOST_SSH_PORT" /usr/lib/openssh/sftp-server
}
caller_start() { daemon /usr/sbin/sshd -D -f /srv/host/sshd_config; daemon_port "$HOST_SSH_PORT"; }
caller_run() { on_client ssh -F /srv/host/ssh_config "$1@host" "$2" </dev/null; }
