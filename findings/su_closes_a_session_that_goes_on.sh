#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# su of util-linux (2.38.1 of Debian 12, 2.41.5 of Debian 13) that is told to end, by SIGTERM, closes the PAM
# session while the command of the session still runs. Only then it waits two seconds, whether or not the command
# has ended meanwhile, and kills it. What a session module takes away when it closes is in use then.
#
# Prints:
#   seen: util-linux 2.38.1: closes with the command in state R, ends 2 s later
#   seen: util-linux 2.41.5: closes with the command in state R, ends 2 s later

. "$(dirname "$0")/debian.bash"

# terminated SUITE PACKAGE=VERSION...: what runs when the session closes, and how long su takes afterwards
terminated()
{
	local root=$WORK/$1

	root "$1" "$root" "${@:2}"
	echo alice:x:1000:1000::/:/bin/sh >>"$root/etc/passwd"
	printf '%s:*:19000:0:99999:7:::\n' root alice >"$root/etc/shadow"
	echo 'auth required pam_deny.so' >"$root/etc/pam.d/other"
	printf '%s\n' 'auth required pam_permit.so' 'account required pam_permit.so' \
		'session required pam_exec.so /bin/sh /session' >"$root/etc/pam.d/su"
	cat >"$root/session" <<'END'
[ "$PAM_TYPE" = close_session ] || exit 0
read -r pid </tmp/pid
read -r pid name state rest <"/proc/$pid/stat"
echo "closes with the command in state $state" >/tmp/closed
date +%s%3N >/tmp/time
END
	cat >"$root/terminate" <<'END'
su alice -c 'trap "" TERM; echo $$ >/tmp/pid; while :; do :; done' 2>/dev/null &
sleep 1
kill $!
wait $! 2>/dev/null
read -r closed </tmp/time
read -r words </tmp/closed
echo "$words, ends $(($(date +%s%3N) - closed >= 2000 ? 2 : 0)) s later"
END
	inside "$root" sh /terminate 2>/dev/null
}

CLOSED='closes with the command in state R, ends 2 s later'
saw 'util-linux 2.38.1' "$(terminated bookworm util-linux=2.38.1-5+deb12u3 libpam-modules=1.5.2-6+deb12u2 \
	coreutils=9.1-1)" "$CLOSED"
saw 'util-linux 2.41.5' "$(terminated trixie util-linux=2.41.5-0+deb13u1 libpam-modules=1.7.0-5 \
	login=1:4.16.0-2+really2.41.5-0+deb13u1 coreutils=9.7-3)" "$CLOSED"
