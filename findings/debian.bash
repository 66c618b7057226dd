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

# package SUITE PACKAGE=VERSION DIRECTORY: unpacked there. A mirror that stands still is signed as before.
package()
{
	local apt=$WORK/apt.$1 options

	mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc} "$3"
	: >"$apt/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-$(mirror)} $1 main" >"$apt/sources"
	options=(-q -o "Dir::Etc::SourceList=$apt/sources" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists"
		-o "Dir::State::Status=$apt/status" -o "Dir::Cache=$apt/cache" -o Acquire::Check-Valid-Until=false
		-o APT::Sandbox::User=root -o Acquire::Languages=none)
	[[ -s $apt/done ]] || { apt-get "${options[@]}" update >"$WORK/log" 2>&1 && echo done >"$apt/done"; }
	(cd "$apt" && apt-get "${options[@]}" download "$2" >"$WORK/log" 2>&1 && dpkg-deb -x "${2%%=*}"_*.deb "$3")
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
