# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# For the scripts beside this: pinned packages of Debian, unpacked below a directory that goes with the
# script. They need apt and what it is told to use on this machine; DEBIAN_MIRROR overrides that.

set -eu
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

mirror()
{
	# shellcheck disable=SC2016 # the variables are apt's
	apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' |
		awk '$1 == "main" && $2 ~ /debian/ && $2 !~ /security/ { print $2; exit }'
}

# apt SUITE WORDS...: apt-get of that suite alone. A mirror that stands still is signed as before.
apt()
{
	local apt=$WORK/apt.$1 options

	options=(-q -o "Dir::Etc::SourceList=$apt/sources" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists"
		-o "Dir::State::Status=$apt/status" -o "Dir::Cache=$apt/cache" -o Acquire::Check-Valid-Until=false
		-o APT::Sandbox::User=root -o Acquire::Languages=none)
	apt-get "${options[@]}" "${@:2}" >"$WORK/log" 2>&1
}

# suite SUITE: its lists, once
suite()
{
	local apt=$WORK/apt.$1

	[[ ! -e $apt/updated ]] || return 0
	mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc}
	: >"$apt/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-$(mirror)} $1 main" \
		>"$apt/sources"
	apt "$1" update && : >"$apt/updated"
}

# package SUITE PACKAGE=VERSION DIRECTORY: unpacked there
package()
{
	suite "$1"
	mkdir -p "$3"
	(cd "$WORK/apt.$1" && apt "$1" download "$2" && dpkg-deb -x "${2%%=*}"_*.deb "$3")
}

# root SUITE DIRECTORY PACKAGE=VERSION...: a root to chroot into, of these, dash and what they depend on; nothing
# is configured, and it has no accounts but root and those that are added here
root()
{
	local deb name

	suite "$1"
	mkdir -p "$2"/{bin,etc,lib,lib64,sbin,dev,proc,run,tmp,mnt,root,var/log,usr/bin,usr/lib,usr/lib64,usr/sbin}
	for name in bin lib lib64 sbin; do
		rmdir "$2/$name" && ln -s "usr/$name" "$2/$name"
	done
	rm -f "$WORK/apt.$1"/cache/archives/*.deb
	apt "$1" install -y --download-only --no-install-recommends dash "${@:3}"
	for deb in "$WORK/apt.$1"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$2"
	done
	ln -sf dash "$2/usr/bin/sh"
	echo root:x:0:0::/root:/bin/sh >"$2/etc/passwd"
	echo root:x:0: >"$2/etc/group"
	chmod 1777 "$2/tmp"
}

# inside ROOT COMMAND...: in that root, with mounts, processes, a network and a name of its own, which end with it
inside()
{
	# shellcheck disable=SC2016 # the words are the inner shell's
	unshare --mount --net --uts --pid --fork --kill-child sh -c 'root=$1; shift
		mount --rbind "$root" "$root" && cd "$root" && mount -t proc proc proc && mount --rbind /dev dev &&
		pivot_root . mnt && exec "$@"' inside "$@"
}

# saw WHAT FOUND EXPECTED: it is still so
saw()
{
	if [[ $2 != "$3" ]]; then
		printf 'changed: %s: %s, was %s\n' "$1" "$2" "$3"
		exit 1
	fi
	printf 'seen: %s: %s\n' "$1" "$2"
}
