#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Linux-PAM (1.5.2 of Debian 12, 1.7.0 of Debian 13) reads /etc/pam.d/other for each service, one that has a
# complete file of its own too. "@include FILE" there with a file that is missing makes pam_start(3) fail, for
# every service of the host; Debian's own file has four such lines. Without "other", nothing is amiss, nor with
# "auth include FILE" and the same missing file, which is a failure of auth for services without a file.
#
# Prints:
#   seen: Linux-PAM 1.5.2, no other: successfully authenticated successfully opened a session
#   seen: Linux-PAM 1.5.2, include: successfully authenticated successfully opened a session
#   seen: Linux-PAM 1.5.2, @include: Initialization failure
#   seen: Linux-PAM 1.7.0, no other: successfully authenticated successfully opened a session
#   seen: Linux-PAM 1.7.0, include: successfully authenticated successfully opened a session
#   seen: Linux-PAM 1.7.0, @include: Initialization failure

. "$(dirname "$0")/debian.bash"

# asked LINE: what a service with a complete file answers, "other" being that line, or missing
asked()
{
	rm -f "$ROOT/etc/pam.d/other"
	[[ -z $1 ]] || echo "$1" >"$ROOT/etc/pam.d/other"
	chroot "$ROOT" pamtester tester root authenticate open_session 2>&1 | sed 's/^pamtester: //' | sort | xargs
}

# release NAME SUITE PACKAGE=VERSION...
release()
{
	local whole='successfully authenticated successfully opened a session'

	ROOT=$WORK/$2
	root "$2" "$ROOT" "${@:3}"
	mkdir -p "$ROOT/etc/pam.d"
	printf '%s required pam_permit.so\n' auth account session password >"$ROOT/etc/pam.d/tester"
	saw "$1, no other" "$(asked '')" "$whole"
	saw "$1, include" "$(asked 'auth include missing')" "$whole"
	saw "$1, @include" "$(asked '@include missing')" 'Initialization failure'
}

release 'Linux-PAM 1.5.2' bookworm pamtester=0.1.2-4 libpam-modules=1.5.2-6+deb12u2 libpam0g=1.5.2-6+deb12u2
release 'Linux-PAM 1.7.0' trixie pamtester=0.1.2-4 libpam-modules=1.7.0-5 libpam0g=1.7.0-5
