# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
#
# Mail of jobs: a relay on the private host's port 25, a socket of alice's that leads there, and the programs that
# docs/su-cron.md has for a rootfs. It must never: take a word of the job for a mail that has arrived.
#
# mail_from FUNCTION   where a job of alice that sends a mail has it sent from: jail, host or nothing
# cell_mail      of callers with a function caller_mail USER, which runs a job that sends "words of the job": they
#                arrive, by the jail's own sendmail; what is left of the job goes as the page says

# shellcheck disable=SC2034 # of the files in known/
MAIL_PACKAGES='msmtp-mta socat'

# Runs for each connection.
mail_relay()
{
	on_host_bash 'mkdir -p /srv/mail/alice /srv/relay && cat >/srv/relay/smtp && chmod 0755 /srv/relay/smtp' <<-'END'
		#!/bin/sh
		answer() { printf '%s\r\n' "$1"; }
		answer '220 relay'
		while read -r line; do
			echo "$line" >>/srv/relay/box
			case $line in
			DATA*)
				answer '354 go on'
				while read -r line && [ "${line%?}" != . ]; do echo "$line" >>/srv/relay/box; done
				answer '250 taken' ;;
			QUIT*) answer '221 bye'; exit ;;
			*) answer '250 yes' ;;
			esac
		done
	END
}

# mail_client DOMAIN SOCKET: its configuration; it greets with the domain
mail_client()
{
	printf '%s\n' 'account default' "domain $1" 'host localhost' "socket $2" 'from %U@tenants.example'
}

mail_start()
{
	mail_relay
	mail_client host /srv/mail/alice/socket >"$HOST_ROOT/etc/msmtprc"
	mail_client jail /run/mail/socket >"$HOST_ROOT/srv/mail/msmtprc"
	on_host socat TCP-LISTEN:25,bind=127.0.0.1,fork,reuseaddr EXEC:/srv/relay/smtp 3>&- &
	RELAYS=($!)
	# As the page has it.
	on_host socat UNIX-LISTEN:/srv/mail/alice/socket,fork,user=alice,group=alice,mode=0600 TCP:127.0.0.1:25 3>&- &
	RELAYS+=($!)
	daemon_port 25 && EVENTUALLY_MS=8000 eventually test -S "$HOST_ROOT/srv/mail/alice/socket"
}

mail_stop()
{
	on_host_bash 'pids=$(pgrep -x socat) && kill $pids'
	wait "${RELAYS[@]}" 2>/dev/null
	rm -rf "$HOST_ROOT/srv/relay" "$HOST_ROOT/srv/mail"
}

has_mail()
{
	grep -qs '^words of the job' "$HOST_ROOT/srv/relay/box"
}

# The page's command, once the files are as old as it wants.
tidy_spool()
{
	local command

	command=$(sed -n 's/^    \(find \/var\/spool\/cron\/.*\)/\1/p' "$CALLERS/../../docs/su-cron.md")
	[[ -n $command ]] || { CELL="the page has no command"; return 1; }
	on_host_bash 'cd /var/spool/cron && : >atspool/a-old && : >atjobs/=old && touch -d "3 days ago" at*/[a=]* && : >atspool/a-new'
	on_host_bash "$command"
	[[ $(on_host_bash 'cd /var/spool/cron && ls at*/[a=]*') == atspool/a-new ]] || { CELL="the page's command leaves files"; return 1; }
	on_host rm /var/spool/cron/atspool/a-new
}

spool_is_empty()
{
	[[ -z $(on_host_bash 'ls /var/spool/cron/at*/[a=]* 2>/dev/null') ]]
}

# What the page says of a job that is done: in plain mode nothing is left, in private mode its files.
spool_after_job()
{
	case $MODE in
	plain) EVENTUALLY_MS=8000 eventually spool_is_empty || CELL="files of a job are left in plain mode" ;;
	private) ! spool_is_empty || CELL="no files of a job are left in private mode" ;;
	esac
	[[ $CELL == sent ]]
}

mail_from()
{
	rm -f "$HOST_ROOT/srv/relay/box"
	: >"$HOST_LOG"
	"$1" alice 2>/dev/null
	EVENTUALLY_MS=8000 eventually has_mail 2>/dev/null
	sed -nE 's/^EHLO ([a-z]+).*/\1/p' "$HOST_ROOT/srv/relay/box" | xargs
}

cell_mail()
{
	local sent

	if ! declare -F caller_mail >/dev/null || ! on_host which socat msmtp >/dev/null; then
		CELL=-
		return
	fi
	callers_config "$MODE" "${config[@]}" 'bind = /srv/mail/%u:/run/mail' 'bind = /srv/mail/msmtprc:/etc/msmtprc'
	mail_start
	# Of jobs that were refused, or ended by force.
	[[ $services != atd ]] || on_host_bash 'rm -f /var/spool/cron/at*/[a=]*'
	sent=$(mail_from caller_mail)
	[[ $services != atd || $MODE != plain ]] || sent+=" $(mail_from caller_mails_itself)"
	mail_stop
	callers_config "$MODE" "${config[@]}"
	CELL="from '$sent'"
	# atd's own, in plain mode, is the host's.
	[[ $sent == jail || ($services == atd && $sent == 'jail host') ]] || return
	CELL=sent
	[[ $services != atd ]] || { spool_after_job && tidy_spool; }
}
