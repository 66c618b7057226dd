# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm vsftpd'
packages='vsftpd curl'
services=vsftpd
set='last in `/etc/pam.d/vsftpd`; `session_support=YES`, with a user namespace `isolate_network=NO`; `network = host`'
# shellcheck source=tests/callers/ftp.bash
. "$CALLERS/ftp.bash"
ftp_defaults

caller_version() { on_host dpkg-query -W -f 'vsftpd ${Version}' vsftpd; }
caller_setup()
{
	printf '%s\n' listen=YES listen_ipv6=NO listen_address=127.0.0.1 listen_port=2121 background=NO \
		local_enable=YES write_enable=YES anonymous_enable=NO session_support=YES isolate_network=NO pam_service_name=vsftpd \
		secure_chroot_dir=/run/vsftpd/empty >"$HOST_ROOT/etc/vsftpd.conf"
	on_host mkdir -p /run/vsftpd/empty
}
caller_start() { daemon vsftpd /etc/vsftpd.conf; daemon_port 2121; }
