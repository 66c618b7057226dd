#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What a caller of glibc (2.36) learns of an SSSD (2.8.2, Debian 12; 2.10.1 of Debian 13 as well) that does not
# run, with "files sss" in nsswitch.conf. Where it has not started yet, its socket is missing, and getgrnam_r(3)
# returns ENOENT, which the manual page counts among "not found". Where it has died, its socket is there and the
# same call returns ECONNREFUSED. Where another service comes after it, as libnss-systemd does when it was
# installed later (both packages put themselves last), an outage is 0 and no entry: there is no such group.
# getgrouplist(3) succeeds each time with the one group that it was given: a user with fewer groups, no error.
#
# Prints:
#   seen: SSSD 2.8.2, files alone: 0, no group; list of 1
#   seen: SSSD 2.8.2, not started: ENOENT, no group; list of 1
#   seen: SSSD 2.8.2, died: ECONNREFUSED, no group; list of 1
#   seen: SSSD 2.8.2, died, systemd last: 0, no group; list of 1
#   seen: SSSD 2.10.1, files alone: 0, no group; list of 1
#   seen: SSSD 2.10.1, not started: ENOENT, no group; list of 1
#   seen: SSSD 2.10.1, died: ECONNREFUSED, no group; list of 1
#   seen: SSSD 2.10.1, died, systemd last: 0, no group; list of 1

. "$(dirname "$0")/debian.bash"

cat >"$WORK/groups.c" <<'END'
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
	struct sockaddr_un nss = { AF_UNIX, "/var/lib/sss/pipes/nss" };
	struct group group, *found = NULL;
	char buffer[4096];
	gid_t groups[8];
	int count = 8, listed, error;

	/* bound and not listened at: what a daemon that was killed leaves */
	if (argc > 1 && strcmp(argv[1], "died") == 0)
		(void)bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&nss, sizeof(nss));
	error = getgrnam_r("staff", &group, buffer, sizeof(buffer), &found);
	listed = getgrouplist("alice", 100, groups, &count);
	printf("%s, %s; list of %d\n", strerrorname_np(error), found ? "a group" : "no group", listed);
	return 0;
}
END
gcc -o "$WORK/groups" "$WORK/groups.c"

# told ROOT SERVICES [died]
told()
{
	printf '%s: %s\n' passwd "$2" group "$2" initgroups "$2" >"$1/etc/nsswitch.conf"
	cp "$WORK/groups" "$1/"
	chroot "$1" /groups "${@:3}"
	rm -f "$1/var/lib/sss/pipes/nss"
}

# release NAME SUITE PACKAGE=VERSION...
release()
{
	local root=$WORK/$2

	root "$2" "$root" "${@:3}"
	mkdir -p "$root/var/lib/sss/pipes"
	saw "$1, files alone" "$(told "$root" files)" '0, no group; list of 1'
	saw "$1, not started" "$(told "$root" 'files sss')" 'ENOENT, no group; list of 1'
	saw "$1, died" "$(told "$root" 'files sss' died)" 'ECONNREFUSED, no group; list of 1'
	saw "$1, died, systemd last" "$(told "$root" 'files sss systemd' died)" '0, no group; list of 1'
}

release 'SSSD 2.8.2' bookworm libc6=2.36-9+deb12u14 libnss-sss=2.8.2-4+deb12u1 \
	libnss-systemd=252.39-1~deb12u2
release 'SSSD 2.10.1' trixie libc6=2.41-12+deb13u5 libnss-sss=2.10.1-2+deb13u1 \
	libnss-systemd=257.13-1~deb13u1
