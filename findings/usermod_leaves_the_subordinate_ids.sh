#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# usermod -l of shadow (4.13 of Debian 12, 4.17.4 of Debian 13) gives an account another name and leaves its lines
# in /etc/subuid and /etc/subgid under the old one. The renamed account has no subordinate ids any more, and the
# next account that is given the old name owns its range, with the files of containers that have these owners:
# besides a range of its own with 4.13, in place of one with 4.17.4.
#
# Prints:
#   seen: shadow 4.13: alice:100000:65536 alice:165536:65536 Error fetching ranges
#   seen: shadow 4.17.4: alice:100000:65536 Error fetching ranges

. "$(dirname "$0")/debian.bash"

# renamed SUITE PACKAGE=VERSION...: whose the ranges are, after a new account has taken the old name
renamed()
{
	local root=$WORK/$1

	root "$1" "$root" "${@:2}"
	: >"$root/etc/subuid"
	: >"$root/etc/subgid"
	chroot "$root" useradd alice
	chroot "$root" usermod -l carol alice
	chroot "$root" groupmod -n carol alice
	chroot "$root" useradd alice
	xargs <"$root/etc/subuid"
	chroot "$root" getsubids carol 2>&1 | xargs
}

saw 'shadow 4.13' "$(renamed bookworm passwd=1:4.13+dfsg1-1+deb12u2 uidmap=1:4.13+dfsg1-1+deb12u2 \
	login=1:4.13+dfsg1-1+deb12u2 | xargs)" \
	'alice:100000:65536 alice:165536:65536 Error fetching ranges'
saw 'shadow 4.17.4' "$(renamed trixie passwd=1:4.17.4-2 uidmap=1:4.17.4-2 login.defs=1:4.17.4-2 | xargs)" \
	'alice:100000:65536 Error fetching ranges'
