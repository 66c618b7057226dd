# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Where Debian comes from: what apt is told on this machine, or VM_MIRROR. No host stands in the project.
# It must never: name one, or take a signature for good that is not.
#
# debian_mirror SUITE                        prints the address of an archive that should have SUITE;
#                                            false if nobody says where one is
# debian_proxy                               prints what apt goes through, if anything
# debian_mmdebstrap SUITE TARGET [OPTION]... mmdebstrap with both, in a mount namespace of its own

debian_mirror()
{
	local mirror=${VM_MIRROR:-}

	[[ -n $mirror ]] || mirror=$(apt_archive "$1")
	if [[ -z $mirror ]]; then
		echo "nothing says where Debian comes from: apt of this machine names no archive of Debian; set VM_MIRROR=URL" >&2
		return 1
	fi
	from_mirror_list "${mirror%/}"
}

# What apt is told to use here; what has the suite if there are several.
apt_archive()
{
	{ apt_targets || apt_targets --no-release-info; } | awk -F'|' -v suite="$1" '
		$2 != "main" || $3 ~ /security/ || $3 !~ /debian/ || $4 !~ /^(Debian|[$].*)$/ { next }
		$1 == suite || $5 == suite || $6 == suite { best = best ? best : $3 }
		first == "" { first = $3 }
		END { print best ? best : first }'
}

# Without lists apt knows what it would fetch, not who made it: that field is left as it stands.
apt_targets()
{
	# shellcheck disable=SC2016 # the variables are apt's
	apt-get indextargets "$@" \
		--format '$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(ORIGIN)|$(CODENAME)|$(SUITE)' 2>/dev/null | grep .
}

# apt-transport-mirror(1), as images for clouds have it: the first of the file is as good as any.
from_mirror_list()
{
	case $1 in
	mirror+file:*) awk '!/^#/ && NF { print $1; exit }' "/${1#mirror+file:*/}" ;;
	*) echo "$1" ;;
	esac
}

debian_proxy()
{
	local proxy=${http_proxy:-}

	[[ -n $proxy ]] || ! command -v apt-config >/dev/null ||
		eval "$(apt-config shell proxy Acquire::http::Proxy)"
	echo "$proxy"
}

# Machines for tests take what is on the mirror: one that stands still for a while is signed as before, but
# Release files of testing say that they are good for a week. Its pipe to apt is written to by dash, which
# knows no descriptor above 9: ours and bats' go.
debian_mmdebstrap()
{
	local suite=$1 target=$2 mirror proxy

	shift 2
	mirror=$(debian_mirror "$suite") && proxy=$(debian_proxy) || return
	unshare --mount mmdebstrap --mode=root --aptopt='Acquire::Check-Valid-Until "false"' \
		${proxy:+"--aptopt=Acquire::http::Proxy \"$proxy\""} "$@" "$suite" "$target" "$mirror" \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}
