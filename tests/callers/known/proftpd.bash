# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm servers'
packages='proftpd-basic curl'
services=proftpd
set='last in `/etc/pam.d/proftpd`; `services = proftpd`, `network = host`'
# shellcheck source=tests/callers/ftp.bash
. "$CALLERS/ftp.bash"
ftp_defaults
config+=('services = proftpd')

caller_version() { on_host proftpd --version; }
caller_setup()
{
	printf '%s\n' 'ServerName tests' 'ServerType standalone' 'DefaultAddress 127.0.0.1' 'SocketBindTight on' 'Port 2121' \
		'UseIPv6 off' 'User proftpd' 'Group nogroup' 'AuthOrder mod_auth_pam.c* mod_auth_unix.c' 'AuthPAMConfig proftpd' \
		'WtmpLog off' 'PidFile /run/proftpd.pid' 'ScoreboardFile /run/proftpd.scoreboard' 'AllowOverwrite on' \
		>"$HOST_ROOT/etc/proftpd.conf"
}
caller_start() { daemon proftpd --nodaemon -c /etc/proftpd.conf; daemon_port 2121; }
