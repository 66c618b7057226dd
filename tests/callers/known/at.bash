# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm small'
packages="at $MAIL_PACKAGES"
services=atd
set='last in `/etc/pam.d/atd`'
client=no

caller_version() { on_host dpkg-query -W -f 'atd ${Version}' at; }
caller_start() { daemon atd -f; EVENTUALLY_MS=8000 eventually test -s "$HOST_ROOT/run/atd.pid"; }
# at_now USER [OPTION]; -M: what it says goes to its file, not to a mail
at_now()
{
	on_host_bash 'cd "/home/$1" && HOME=/home/$1 exec setpriv --reuid "$1" --regid "$1" --init-groups at $2 now' "$1" "${2:-}" >&2
}
caller_run()
{
	local status=0

	forget_job "$1"
	job "$2" | at_now "$1" -M
	job_result "$1" || status=$?
	forget_job "$1"
	return "$status"
}
caller_mail() { at_now "$1" -M <<<'echo words of the job | sendmail alice@example.org'; }
caller_mails_itself() { at_now "$1" <<<'echo words of the job'; }
