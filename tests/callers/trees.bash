# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Debian trees with the packages of callers, made once and kept by their list of packages.
# It must never: install anything into this machine, or leave half a tree behind.
#
# tree_make NAME     sets TREE, for the callers whose `tree` that is, SUITE first; the reason is in TREE.log
# tree_of DIRECTORY NAME PACKAGES [OPTION]...   the same below $BUILD/DIRECTORY, with options for mmdebstrap

CALLERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/lib/debian_mirror.bash
. "$CALLERS/../lib/debian_mirror.bash"

# What the private host and the tests themselves need in each.
TREE_BASE='busybox-static procps strace util-linux passwd login iproute2 mount expect'

# What all callers that are in it want.
tree_packages()
{
	local file

	for file in "$CALLERS"/known/*.bash; do
		(
			packages='' tree=''
			# shellcheck source=/dev/null
			. "$file"
			[[ $tree != "$1" ]] || echo "$packages"
		)
	done
}

tree_make()
{
	tree_of callers "$1" "$(tree_packages "$1")"
}

# The name begins with the suite.
tree_of()
{
	local suite=${2%% *} packages mirror key directory=$BUILD/$1 name=${2// /-}

	packages=$(tr ' ' '\n' <<<"$TREE_BASE $3" | grep . | sort -u | paste -sd ,)
	mirror=$(debian_mirror "$suite") || return
	key=$(printf '%s\n' "$suite" "$mirror" "$packages" "${@:4}" | sha256sum | cut -c1-16)
	TREE=$directory/$name-$key
	mkdir -p "$directory"
	[[ ! -d $TREE ]] || return 0
	rm -rf --one-file-system "$directory/$name-"* "$TREE.new"
	debian_mmdebstrap "$suite" "$TREE.new" --format=directory --variant=apt --include="$packages" "${@:4}" \
		>"$TREE.log" 2>&1 && mv "$TREE.new" "$TREE"
}
