# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
packages="cron $MAIL_PACKAGES"
services=cron
set='last in `/etc/pam.d/cron`'
client=no
CRON=(cron -f)

caller_version() { on_host dpkg-query -W -f 'cron ${Version}' cron; }
caller_setup() { on_host_bash 'install -d -m 1730 /var/spool/cron/crontabs; rm -rf /etc/cron.d/* /etc/crontab'; }
# A daemon for each job, so that it comes at once.
caller_start() { :; }
caller_stop() { :; }
# cron_job USER LINE...: a crontab, and a daemon that reads it
cron_job()
{
	rm -f "$HOST_ROOT"/run/{crond.reboot,crond.pid,cron.reboot}
	printf '%s\n' "${@:2}" | on_host_bash '
		rm -f /var/spool/cron/crontabs/*
		cat >"/var/spool/cron/crontabs/$1"
		chown "$1" "/var/spool/cron/crontabs/$1"
		chmod 0600 "/var/spool/cron/crontabs/$1"' "$1"
	daemon "${CRON[@]}"
}
caller_run()
{
	local status=0

	forget_job "$1"
	cron_job "$1" 'MAILTO=""' "@reboot $(job "$2")"
	job_result "$1" || status=$?
	daemon_stop
	forget_job "$1"
	return "$status"
}
caller_mail()
{
	cron_job "$1" 'MAILTO=alice@example.org' '@reboot echo words of the job'
	EVENTUALLY_MS=8000 eventually has_mail
	daemon_stop
}
