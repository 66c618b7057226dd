# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# A Debian root filesystem from debootstrap, made once and kept below $BUILD.
# It must never: leave half of one behind, or mount or start anything outside of its own namespaces.
#
# debian_base_make NAME [PACKAGE...]   makes $BUILD/NAME unless it is there; false if it can not be
#                                      made, and then the last lines of $BUILD/NAME.log say why

DEBIAN_SUITE=bookworm

debian_base_make()
{
	local directory=$BUILD/$1 packages

	shift
	[[ -d $directory ]] && return
	packages=$(IFS=,; echo "$*")
	rm -rf --one-file-system "$directory.new"
	# debootstrap mounts and starts things: all of that ends with these namespaces.
	if ! http_proxy=$(apt_proxy) unshare --mount --pid --fork --kill-child --mount-proc \
		debootstrap --variant=minbase ${packages:+"--include=$packages"} "$DEBIAN_SUITE" \
		"$directory.new" "$(apt_mirror)" >"$directory.log" 2>&1; then
		rm -rf --one-file-system "$directory.new"
		return 1
	fi
	mv "$directory.new" "$directory"
}

# The archive that apt is told to use here; one that has the suite if there are several.
apt_mirror()
{
	# shellcheck disable=SC2016 # the variables are apt's
	apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
		awk -v suite="$DEBIAN_SUITE" '
			$2 != "main" || $3 ~ /security/ { next }
			$1 == suite { best = $3 }
			first == "" && $3 ~ /debian/ { first = $3 }
			END { print best ? best : first ? first : "http://deb.debian.org/debian" }'
}

apt_proxy()
{
	local proxy=${http_proxy:-}

	[[ -n $proxy ]] || eval "$(apt-config shell proxy Acquire::http::Proxy)"
	echo "$proxy"
}
