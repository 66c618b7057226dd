#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Linux-PAM (1.5.2 of Debian 12, 1.7.0 of Debian 13): a module with "success=done" that succeeds ends the stack, as
# pam.conf(5) says, but not if an earlier one has failed: the lines behind it are run, and "done" might as well be
# "ok". "reset" forgets an earlier failure, but in a substack only that substack's own.
#
# Prints:
#   seen: Linux-PAM 1.5.2, done: what is behind is not run, successfully opened a session
#   seen: Linux-PAM 1.5.2, a failure, then done: what is behind is run, System error
#   seen: Linux-PAM 1.5.2, a failure, then reset: what is behind is run, successfully opened a session
#   seen: Linux-PAM 1.5.2, a failure, then reset in a substack: what is behind is run, System error
#   and the same for 1.7.0

. "$(dirname "$0")/debian.bash"

FAIL='session required pam_debug.so open_session=system_err'
BEHIND='session optional pam_exec.so /bin/sh /behind'

# opens LINE...: what a session comes to with these lines
opens()
{
	local said behind=not

	rm -f "$ROOT/tmp/run"
	printf '%s\n' "$@" >"$ROOT/etc/pam.d/tester"
	said=$(chroot "$ROOT" pamtester tester root open_session 2>&1 | sed "s/^pamtester: //" | grep -v =)
	[[ ! -e $ROOT/tmp/run ]] || behind=
	echo "what is behind is ${behind:+$behind }run, $said"
}

# release NAME SUITE PACKAGE=VERSION...
release()
{
	ROOT=$WORK/$2
	root "$2" "$ROOT" "${@:3}"
	mkdir -p "$ROOT/etc/pam.d"
	: >"$ROOT/dev/null"
	echo ': >/tmp/run' >"$ROOT/behind"
	echo 'session [default=reset] pam_permit.so' >"$ROOT/etc/pam.d/forget"
	saw "$1, done" "$(opens 'session [success=done default=die] pam_permit.so' "$BEHIND")" \
		'what is behind is not run, successfully opened a session'
	saw "$1, a failure, then done" "$(opens "$FAIL" 'session [success=done default=die] pam_permit.so' "$BEHIND")" \
		'what is behind is run, System error'
	saw "$1, a failure, then reset" "$(opens "$FAIL" 'session [default=reset] pam_permit.so' "$BEHIND" \
		'session required pam_permit.so')" 'what is behind is run, successfully opened a session'
	saw "$1, a failure, then reset in a substack" "$(opens "$FAIL" 'session substack forget' "$BEHIND" \
		'session required pam_permit.so')" 'what is behind is run, System error'
}

release 'Linux-PAM 1.5.2' bookworm pamtester=0.1.2-4 libpam-modules=1.5.2-6+deb12u2 libpam0g=1.5.2-6+deb12u2
release 'Linux-PAM 1.7.0' trixie pamtester=0.1.2-4 libpam-modules=1.7.0-5 libpam0g=1.7.0-5
