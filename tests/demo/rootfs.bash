# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# The root filesystem that the tenants get, by $ROOTFS: nothing, a directory, a tar file, or debian.
# It must never: write to a directory that was given, or leave what it unpacked.
#
# rootfs_prepare            before the private host starts: finds, unpacks or makes what it will hold
# rootfs_make               in the private host: sets HOST_ROOTFS
# rootfs_remove_temporary   what was unpacked, or made by halves

rootfs_prepare()
{
	# The private host mounts this directory, read-only, where no directory above it matters.
	HOST_ROOTFS_GIVEN=
	case ${ROOTFS:-} in
	'') ;;
	debian) rootfs_from_debian ;;
	*) rootfs_from_path "$ROOTFS" ;;
	esac
	export HOST_ROOTFS_GIVEN
}

rootfs_from_path()
{
	if [[ -d $1 ]]; then
		HOST_ROOTFS_GIVEN=$(realpath "$1")
	elif [[ -f $1 ]]; then
		rootfs_from_tar "$1"
	else
		give_up "ROOTFS='$1' is no directory and no file"
	fi
	[[ -e $HOST_ROOTFS_GIVEN/bin/sh || -L $HOST_ROOTFS_GIVEN/bin/sh ]] ||
		give_up "ROOTFS='$1' has no /bin/sh"
}

# Devices are the jail's own, and a container may not make any.
rootfs_from_tar()
{
	step "unpacking '$1'"
	ROOTFS_TEMPORARY=$(mktemp -d "${TMPDIR:-/tmp}/demo_rootfs.XXXXXX") || exit 1
	tar -x -p --numeric-owner --exclude='./dev/*' --exclude='dev/*' -f "$1" \
		-C "$ROOTFS_TEMPORARY" || give_up "can not unpack ROOTFS='$1'"
	chmod 0755 "$ROOTFS_TEMPORARY"
	HOST_ROOTFS_GIVEN=$ROOTFS_TEMPORARY
}

rootfs_from_debian()
{
	HOST_ROOTFS_GIVEN=$BUILD/rootfs-debian
	[[ -d $HOST_ROOTFS_GIVEN ]] ||
		step "making a rootfs with debootstrap, once: takes a minute or more"
	debian_base_make rootfs-debian procps ||
		give_up "debootstrap failed: $(tail -n 3 "$BUILD/rootfs-debian.log")"
}

rootfs_make()
{
	if [[ -n $HOST_ROOTFS_GIVEN ]]; then
		# shellcheck disable=SC2034 # the private host's library and the demonstration read it
		HOST_ROOTFS=/srv/rootfs/given
	else
		step "making a rootfs from busybox"
		host_rootfs
	fi
}

rootfs_remove_temporary()
{
	if [[ -n ${ROOTFS_TEMPORARY:-} ]]; then
		rm -rf --one-file-system "$ROOTFS_TEMPORARY"
		ROOTFS_TEMPORARY=
	fi
}
