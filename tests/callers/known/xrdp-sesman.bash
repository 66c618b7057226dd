# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm servers'
packages='xrdp tigervnc-standalone-server'
services=xrdp-sesman
set='last in `/etc/pam.d/xrdp-sesman`; `network = host`; an X server in the rootfs'
client=no
config=('network = host')

caller_version() { on_host xrdp-sesman --version; }
caller_setup()
{
	sed -i -E 's/^(UserWindowManager|DefaultWindowManager)=.*/\1=startwm.sh/; s/^EnableUserWindowManager=.*/EnableUserWindowManager=true/' \
		"$HOST_ROOT/etc/xrdp/sesman.ini"
}
caller_start() { daemon xrdp-sesman --nodaemon; daemon_port 3350; }
# The window manager of the session is the job.
caller_run()
{
	local status=0

	forget_job "$1"
	printf '#!/bin/sh\n%s\n' "$(job "$2")" | on_host_bash 'cat >"/home/$1/startwm.sh"; chmod 0755 "/home/$1/startwm.sh"' "$1"
	on_client xrdp-sesrun -t Xvnc -s 127.0.0.1 -F 0 "$1" <<<"$PASSWORD" >&2
	job_result "$1" || status=$?
	# It would be taken up again.
	EVENTUALLY_MS=8000 eventually gone
	forget_job "$1"
	rm -f "$HOST_ROOT/home/$1/startwm.sh"
	return "$status"
}
