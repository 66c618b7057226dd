#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A file system keeps blocks for root (mkfs.ext4 -m, -r), so that a full disk does not stop the machine.
# An overlay writes as whoever has mounted it: a tenant gets none of them, in either trust mode.

load ../lib/jail

setup_file() {
	jail_host mkfs.ext4
	[[ -z $SESSION_LACKS ]] || return 0
	export DISK=/srv/reserve BASE=/srv/rootfs/open
	host_rootfs "$BASE"
	on_host_bash 'mkdir -m 1777 "$1/common"; chown 1001:1001 "$1/common"; echo old >"$1/common/of-the-base"
		chmod 0666 "$1/common/of-the-base"; mkdir "$2"' "$BASE" "$DISK"
}

# Half of 32 MiB is root's.
setup() {
	jail_begin
	[[ -z ${SESSION_LACKS:-} ]] || return 0
	on_host_bash '
		set -e
		umask 022
		rm -f "$2/disk.img"
		truncate -s 32M "$2/disk.img"
		mkfs.ext4 -q -F -m 50 -O ^has_journal "$2/disk.img"
		mount -o loop "$2/disk.img" "$1"
		chmod 0755 "$1"
	' "$DISK" "$IMAGES"
}

teardown() {
	[[ -z ${DISK:-} ]] || on_host umount "$DISK"
	jail_end
}

config() {
	session_config "rootfs = $BASE" 'rootfs_mode = overlay' "overlay_dir = $DISK/%U" "$@"
	sed -i "0,/^rootfs = /{/^rootfs = /d}" "$HOST_ROOT$CONFIG_PATH"
}

# free_blocks root|others
free_blocks() {
	on_host_bash 'sync -f "$1"; stat -f -c "$2" "$1"' "$DISK" "$([[ $1 == root ]] && echo %f || echo %a)"
}

# All that he can get; what dd(1) says of it ends with why it stopped.
FILL='dd if=/dev/zero of=/common/all bs=64k 2>&1 | grep -o "No space left on device"; : >/common/more; dd if=/dev/zero bs=4k count=1000 >>/common/more 2>/dev/null; true'

assert_reserve_is_whole() {
	local reserve=$1

	assert_equal "$status" 0 "the session ('$output')" || return 1
	assert_match "$output" 'No space left on device' "what stops him" || return 1
	(($(free_blocks others) <= 16)) || fail "$(free_blocks others) blocks are left for others" || return 1
	# Blocks of directories and of what a file's blocks are listed in may come from it, as on any disk.
	(($(free_blocks root) >= reserve - 16)) || fail "$(free_blocks root) of $reserve blocks of root's are left" || return 1
	on_host dd if=/dev/zero of="$DISK/of-root" bs=1M count=8 conv=fsync status=none || fail "root can not write"
}

fills() {
	local reserve

	config "$@"
	jail_login alice 'echo new >/common/of-the-base; cat /common/of-the-base'
	assert_equal "$output" new "what he may change is his to change" || return 1
	reserve=$(($(free_blocks root) - $(free_blocks others)))
	((reserve >= 3000)) || fail "$reserve blocks are reserved: nothing to try" || return 1
	jail_login alice "$FILL"
	assert_reserve_is_whole "$reserve"
}

@test "plain: a tenant who fills his overlay leaves root's blocks to root" {
	fills 'user_namespace = no'
}

@test "private: his root, too" {
	fills 'user_namespace = yes'
}

@test "control: in an overlay that root has mounted a user takes root's blocks" {
	local reserve

	on_host_bash '
		set -e
		umask 022
		cd "$2"
		mkdir upper work merged
		mount -t overlay -o "lowerdir=$1,upperdir=upper,workdir=work" overlay merged
	' "$BASE" "$DISK"
	reserve=$(($(free_blocks root) - $(free_blocks others)))
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups --bounding-set=-all \
		dd if=/dev/zero of="$DISK/merged/common/all" bs=64k
	assert_match "$output" 'No space left on device'
	(($(free_blocks root) < reserve / 10)) || fail "$(free_blocks root) of $reserve blocks of root's are left"
	on_host umount "$DISK/merged"
}

@test "what an overlay makes for itself is the user's, and what it has made before is taken over" {
	config 'user_namespace = no'
	jail_login alice 'rm /common/of-the-base; mkdir /common/directory'
	assert_equal "$(on_host stat -c '%F %u:%g' "$DISK/1001/upper/common/of-the-base")" \
		'character special file 1001:1001' "the mark of a removed file"
	# As an earlier version has left it.
	on_host chown -R 0:0 "$DISK/1001/upper/common/of-the-base" "$DISK/1001/work/work"
	jail_login alice 'ls /common; echo anew >/common/of-the-base; rmdir /common/directory; cat /common/of-the-base'
	assert_equal "$output" $'directory\nanew'
}
