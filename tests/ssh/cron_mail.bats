#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Mail of a jailed cron job: by the jail's own sendmail, as docs/su-cron.md has it, in both trust modes. A
# script that delivers to a directory of the host's stands for the agent.

load ../lib/session

setup_file() {
	need cron || return 0
	session_host cron
	on_host_bash '
		set -e
		mkdir -p /srv/mail/alice && chown alice: /srv/mail/alice
		install -d -m 1730 /var/spool/cron/crontabs
		rm -rf /etc/cron.d/* /etc/crontab
		cp -a "$1" /srv/rootfs/mail
		printf "%s\n" "#!/bin/sh" "{ id -un; hostname; cat; } >/run/mail/arriving && mv /run/mail/arriving /run/mail/box" \
			>/srv/rootfs/mail/bin/sendmail.script
		chmod 0755 /srv/rootfs/mail/bin/sendmail.script
		mkdir -p /srv/rootfs/mail/usr/sbin
		cp /srv/rootfs/mail/bin/sendmail.script /srv/rootfs/mail/usr/sbin/sendmail
		printf "%s\n" "#!/bin/sh" "cat >/srv/mail/of-the-host" >/usr/local/sbin/host_sendmail
		chmod 0755 /usr/local/sbin/host_sendmail
		[[ -e /usr/sbin/sendmail ]] || : >/usr/sbin/sendmail
		mount --bind /usr/local/sbin/host_sendmail /usr/sbin/sendmail
	' "$HOST_ROOTFS"
}

setup() {
	session_begin
	rm -f "$HOST_ROOT"/srv/mail/of-the-host "$HOST_ROOT"/srv/mail/alice/* "$HOST_ROOT/run/crond.reboot"
}

# job ROOTFS PRIVATE: cron, and a job of alice's that says something
job() {
	printf '%s\n' '[default]' "rootfs = $1" "user_namespace = $2" 'bind = /srv/mail/%u:/run/mail:rw' | host_config
	printf '%s\n' 'MAILTO=alice@example.org' '@reboot echo words of the job; touch done' >"$HOST_ROOT/var/spool/cron/crontabs/alice"
	chown 1001:0 "$HOST_ROOT/var/spool/cron/crontabs/alice" && chmod 0600 "$HOST_ROOT/var/spool/cron/crontabs/alice"
	rm -f "$HOST_ROOT/home/alice/done"
	on_host cron -f 3>&- &
	CRON=$!
	eventually test -e "$HOST_ROOT/home/alice/done"
}

job_end() {
	on_host pkill -x cron || true
	wait "$CRON" || true
	rm -f "$HOST_ROOT/home/alice/done" "$HOST_ROOT/var/spool/cron/crontabs/alice" "$HOST_ROOT"/run/crond.{pid,reboot}
}

@test "it goes out by the jail's sendmail, as the user, and not by the host's" {
	for private in no yes; do
		job /srv/rootfs/mail "$private"
		eventually test -s "$HOST_ROOT/srv/mail/alice/box"
		job_end
		text=$(<"$HOST_ROOT/srv/mail/alice/box")
		assert_match "$text" $'^alice\nalice\n' "who has sent it, and where (user_namespace = $private)"
		assert_match "$text" $'\nTo: alice@example.org\n.*\nwords of the job$'
		[[ ! -e $HOST_ROOT/srv/mail/of-the-host ]]
		rm "$HOST_ROOT/srv/mail/alice/box"
	done
}

@test "a jail without a sendmail: cron says so, and nobody gets it" {
	for private in no yes; do
		: >"$HOST_LOG"
		job "$HOST_ROOTFS" "$private"
		eventually grep -aq 'No MTA installed, discarding output' "$HOST_LOG"
		job_end
		[[ ! -e $HOST_ROOT/srv/mail/of-the-host ]]
	done
}
