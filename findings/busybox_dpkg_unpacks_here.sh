#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The dpkg applet of busybox 1.38.0 (Debian testing, November 2026) unpacks a package below the directory
# that it is called in, and writes /usr/bin/... into its list all the same. 1.35.0 (Debian 12) and 1.37.0
# (Debian 13) unpack below /. A package that "is installed" is nowhere on the PATH then; for somebody whose
# working directory takes no file of root's, dpkg fails with "Value too large for defined data type".

. "$(dirname "$0")/debian.bash"

mkdir -p "$WORK/hello/DEBIAN" "$WORK/hello/usr/bin"
printf '%s\n' 'Package: hello-here' 'Version: 1' 'Architecture: all' 'Maintainer: nobody <root@localhost>' \
	'Description: says hello' >"$WORK/hello/DEBIAN/control"
echo 'echo hello' >"$WORK/hello/usr/bin/hello-here"
dpkg-deb -Zgzip --root-owner-group --build "$WORK/hello" "$WORK/hello.deb" >/dev/null

# installed SUITE VERSION: where the file is in a root of that busybox alone
installed()
{
	local root=$WORK/root.$1 applet

	package "$1" "busybox-static=$2" "$WORK/busybox.$1"
	mkdir -p "$root"/{bin,dev,tmp,work,var/lib/dpkg/info}
	cp "$(find "$WORK/busybox.$1" -name busybox -type f -perm -100 | head -n 1)" "$root/bin/busybox"
	for applet in sh dpkg; do
		ln -s busybox "$root/bin/$applet"
	done
	: >"$root/var/lib/dpkg/status"
	cp "$WORK/hello.deb" "$root/work/"
	chroot "$root" /bin/sh -c 'cd /work && dpkg -i hello.deb' >/dev/null 2>&1
	(cd "$root" && find . -name hello-here -type f && cat var/lib/dpkg/info/hello-here.list) | grep hello-here | xargs
}

saw 'busybox 1.35.0' "$(installed bookworm 1:1.35.0-4+deb12u1+b1)" './usr/bin/hello-here /usr/bin/hello-here'
saw 'busybox 1.37.0' "$(installed trixie 1:1.37.0-6+b9)" './usr/bin/hello-here /usr/bin/hello-here'
saw 'busybox 1.38.0' "$(installed testing 1:1.38.0-3+b1)" './work/usr/bin/hello-here /usr/bin/hello-here'
