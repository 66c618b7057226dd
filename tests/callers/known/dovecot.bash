# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2034

tree='bookworm servers'
packages='dovecot-imapd curl'
services=dovecot
set='can not be jailed: one process opens sessions for all; leave `session=yes` out'
expect_plain=safe expect_private=safe shell=no

caller_version() { on_host dovecot --version | sed 's/^/dovecot /'; }
caller_setup()
{
	printf '%s\n' 'protocols = imap' 'listen = 127.0.0.1' 'ssl = no' 'auth_failure_delay = 0' \
		'service anvil {' 'unix_listener anvil-auth-penalty {' 'mode = 0' '}' '}' 'disable_plaintext_auth = no' \
		'service imap-login {' 'inet_listener imap {' 'port = 1143' '}' '}' \
		'mail_location = maildir:~/Maildir' 'log_path = /dev/stderr' \
		'passdb {' 'driver = pam' 'args = session=yes dovecot' '}' 'userdb {' 'driver = passwd' '}' \
		>"$HOST_ROOT/etc/dovecot/dovecot.conf"
	for user in alice bob; do
		on_host_bash 'umask 077; cd "/home/$1" && mkdir -p Maildir/{cur,new,tmp} &&
			printf "Subject: mail\n\noutside: mail of %s\n" "$1" >Maildir/cur/1.1.host && chown -R "$1:$1" Maildir' "$user"
	done
}
caller_start() { daemon dovecot -F; daemon_port 1143; }
imap() { on_client curl --silent --show-error --user "$1:$PASSWORD" "${@:2}"; }
caller_mark() { imap "$1" 'imap://127.0.0.1:1143/INBOX;MAILINDEX=1'; }
caller_write() { imap "$1" -T /etc/hosts imap://127.0.0.1:1143/INBOX && on_host touch "/home/$1/left"; }
