# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A Debian root filesystem from debootstrap, made once and kept below $BUILD.
# It must never: leave half of one behind, or mount or start anything outside of its own namespaces.
#
# debian_base_make NAME [PACKAGE...]   makes $BUILD/NAME unless it is there; false if it can not be
#                                      made, and then the last lines of $BUILD/NAME.log say why

# shellcheck source=tests/lib/debian_mirror.bash
. "$(dirname "${BASH_SOURCE[0]}")/debian_mirror.bash"

DEBIAN_SUITE=bookworm

debian_base_make()
{
	local directory=$BUILD/$1 packages mirror

	shift
	[[ -d $directory ]] && return
	packages=$(IFS=,; echo "$*")
	rm -rf --one-file-system "$directory.new"
	mirror=$(debian_mirror "$DEBIAN_SUITE" 2>"$directory.log") || return
	# debootstrap mounts and starts things: all of that ends with these namespaces.
	if ! http_proxy=$(debian_proxy) unshare --mount --pid --fork --kill-child --mount-proc \
		debootstrap --variant=minbase ${packages:+"--include=$packages"} "$DEBIAN_SUITE" \
		"$directory.new" "$mirror" >"$directory.log" 2>&1; then
		rm -rf --one-file-system "$directory.new"
		return 1
	fi
	mv "$directory.new" "$directory"
}
