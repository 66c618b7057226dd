#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# cronie 1.7.2 (Debian 13): its crond(8) names /etc/pam.d/crond as its PAM configuration, and it asks libpam for
# the service "cronie". A line that is added to the file of the manual is never read. A job of root opens no
# session at all where it stands in /etc/crontab, and one where it stands in root's own crontab.
#
# Prints:
#   seen: the manual: /etc/pam.d/crond
#   seen: alice's job in /etc/crontab: ran cronie alice open_session cronie alice close_session
#   seen: root's job in /etc/crontab: ran
#   seen: root's job in a crontab: ran cronie root open_session cronie root close_session

. "$(dirname "$0")/debian.bash"

ROOT=$WORK/root
root trixie "$ROOT" cronie=1.7.2-4 libpam-modules=1.7.0-5 coreutils=9.7-3

saw 'the manual' "$(zgrep -ohE '/etc/pam.d/[a-z]+' "$ROOT"/usr/share/man/man8/crond.8.gz | sort -u)" /etc/pam.d/crond

echo alice:x:1000:1000::/:/bin/sh >>"$ROOT/etc/passwd"
printf '%s:*:19000:0:99999:7:::\n' root alice >"$ROOT/etc/shadow"
mkdir -p "$ROOT/var/spool/cron/crontabs" "$ROOT/etc/cron.d"
for name in cronie crond other; do
	# shellcheck disable=SC2016 # the variables are pam_exec's
	printf '%s\n' 'auth required pam_permit.so' 'account required pam_permit.so' \
		"session required pam_exec.so /bin/sh -c [echo $name \$PAM_USER \$PAM_TYPE >>/tmp/sessions]" >"$ROOT/etc/pam.d/$name"
done

# sessions FILE LINE: whether a job for the start of the daemon ran, and the sessions that it had
sessions()
{
	local table=$ROOT$1

	rm -f "$ROOT"/tmp/* "$ROOT"/run/*
	echo "$2" >"$table"
	chmod 600 "$table"
	inside "$ROOT" timeout 4 crond -n -s >"$WORK/said" 2>&1 || true
	rm "$table"
	(cd "$ROOT/tmp" && find . -name ran -printf "ran " && cat sessions) 2>/dev/null | xargs
}

saw "alice's job in /etc/crontab" "$(sessions /etc/crontab '@reboot alice touch /tmp/ran')" \
	'ran cronie alice open_session cronie alice close_session'
saw "root's job in /etc/crontab" "$(sessions /etc/crontab '@reboot root touch /tmp/ran')" ran
saw "root's job in a crontab" "$(sessions /var/spool/cron/crontabs/root '@reboot touch /tmp/ran')" \
	'ran cronie root open_session cronie root close_session'
