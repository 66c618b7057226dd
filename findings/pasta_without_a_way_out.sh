#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What pasta(1) makes of a host without a default route: that of Debian 12 (2023-03-09) ends with
# "External interface not usable"; those of Debian 13 (2025-05-03) and testing (2026-10-02) go on in a "local
# mode" in which nothing outside can be reached. Who takes a start of pasta for a way out gets none, and no error.

. "$(dirname "$0")/debian.bash"

# start NAME SUITE PASST LIBC: what it says of the interface, in a network namespace with loopback alone
start()
{
	local root=$WORK/$1

	package "$2" "libc6=$4" "$root"
	package "$2" "passt=$3" "$root"
	unshare --net timeout 20 "$(find "$root" -name ld-linux-x86-64.so.2 | head -n 1)" --argv0 pasta \
		--library-path "$(dirname "$(find "$root" -name libc.so.6 | head -n 1)")" "$root/usr/bin/passt" \
		--config-net --foreground -- /bin/true >"$WORK/said" 2>&1 || true
	grep -oE 'External interface not usable|local mode' "$WORK/said" | head -n 1
}

saw 'pasta of 2023-03-09' "$(start old bookworm 0.0~git20230309.7c7625d-1 2.36-9+deb12u14)" 'External interface not usable'
saw 'pasta of 2025-05-03' "$(start stable trixie 0.0~git20250503.587980c-2+deb13u1 2.41-12+deb13u5)" 'local mode'
saw 'pasta of 2026-10-02' "$(start testing testing 0.0~git20261002.cba3570-1 2.43-7)" 'local mode'
