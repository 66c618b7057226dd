#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A rootfs that is a file: squashfs and erofs, shared by all jails that use it, and gone with the last.

load ../lib/jail

setup_file() {
	jail_host mksquashfs mkfs.erofs losetup
	on_host mkdir -m 1777 "$HOST_ROOTFS/common"
	on_host_bash 'set -e
		mksquashfs "$1" "$2/base.squashfs" -quiet -no-progress -comp gzip >/dev/null 2>&1
		mkfs.erofs --quiet "$2/base.erofs" "$1" >/dev/null 2>&1 || mkfs.erofs "$2/base.erofs" "$1" >/dev/null 2>&1
	' "$HOST_ROOTFS" "$IMAGES"
}

teardown() {
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
	jail_end
}

# config FILE MODE [LINE...]
config() {
	printf '%s\n' '[default]' "rootfs = $1" "rootfs_mode = $2" "${@:3}" | host_config
}

# The kernel has to know the type, which is not this project's doing.
need_type() {
	grep -qw "$1" /proc/filesystems || skip_or_fail "the kernel has no $1"
}

@test "squashfs and erofs: readonly, overlay and volatile" {
	for type in squashfs erofs; do
		need_type $type
		config "$IMAGES/base.$type" readonly
		jail_login alice 'cat /etc/rootfs-mark; echo x >/common/new'
		assert_match "$output" $'^a rootfs of the tests\n.*Read-only' "$type"

		config "$IMAGES/base.$type" volatile
		jail_login alice 'cat /etc/rootfs-mark; echo hers >/common/kept; cat /common/kept'
		assert_equal "$output" $'a rootfs of the tests\nhers' "$type"
		jail_login alice 'ls /common'
		assert_equal "$output" "" "$type"

		config "$IMAGES/base.$type" overlay "overlay_dir = /var/lib/pam_nsjail/$type-%U"
		jail_login alice 'echo hers >/common/kept'
		assert_equal "$status" 0 "$type ('$output')"
		jail_login alice 'cat /common/kept /etc/rootfs-mark'
		assert_equal "$output" $'hers\na rootfs of the tests' "$type"
		jail_login bob 'ls /common'
		assert_equal "$output" "" "$type"
	done
}

@test "an image can not be writable" {
	for type in squashfs erofs; do
		config "$IMAGES/base.$type" writable
		jail_refuses "base.$type' is a file: rootfs_mode can not be writable"
	done
}

@test "squashfs: all jails share one loop device and one super block, released by the last one" {
	# As the base itself: an overlay has another number.
	config "$IMAGES/base.squashfs" readonly 'shared_inodes = yes'
	no_loops
	jail_hold one alice
	jail_hold two bob
	config "$IMAGES/base.squashfs" volatile
	jail_hold three eve
	assert_equal "$(loops | wc -l)" 1 "number of loop devices"
	assert_equal "$(cat "/sys/block/$(loops)/ro")" 1 "device is read-only"
	assert_equal "$(cat "/sys/block/$(loops)/loop/autoclear")" 1 autoclear
	one=$(jail_ask one 'stat -c %d /etc/rootfs-mark /bin/busybox | tail -n 1')
	assert_equal "$(jail_ask two 'stat -c %d /bin/busybox')" "$one" "device number of the second"
	jail_release one
	jail_release two
	assert_equal "$(loops | wc -l)" 1 "loop devices with one jail left"
	assert_equal "$(jail_ask three 'cat /etc/rootfs-mark')" "a rootfs of the tests"
	jail_release three
	eventually no_loops
}

@test "erofs on a disk is read from the file itself where the kernel can; on a tmpfs by a loop device" {
	need_type erofs
	config "$IMAGES/base.erofs" readonly
	jail_hold one alice
	assert_equal "$(jail_ask one 'cat /etc/rootfs-mark')" "a rootfs of the tests"
	jail_hold two bob
	assert_equal "$(loops | wc -l)" 1 "loop devices of an image on a tmpfs"
	jail_release one
	jail_release two
	eventually no_loops

	on_host_bash 'set -e; cd "$1"; truncate -s 32M disk.img; mke2fs -q -t ext4 disk.img; mkdir disk
		mount -o loop disk.img disk; chmod 0755 disk; cp base.erofs disk/' "$IMAGES"
	config "$IMAGES/disk/base.erofs" readonly
	before=$(loops | wc -l)
	jail_hold one alice
	jail_hold two bob
	assert_equal "$(jail_ask two 'cat /etc/rootfs-mark')" "a rootfs of the tests"
	count=$(($(loops | wc -l) - before))
	if zgrep -qs EROFS_FS_BACKED_BY_FILE=y /proc/config.gz; then
		assert_equal $count 0 "loop devices of an image on a disk"
	else
		((count <= 1)) || fail "$count loop devices for one image"
	fi
	jail_release one
	jail_release two
	eventually test "$(loops | wc -l)" = "$before"
	on_host umount "$IMAGES/disk"
}

@test "20 logins at once share one device" {
	config "$IMAGES/base.squashfs" readonly 'shared_inodes = yes'
	on_host_bash 'for ((i = 0; i < 20; i++)); do "$1" nsjail alice 1 /bin/sh -c "sleep 1; stat -c %d /bin/busybox" & done; wait' \
		"$LOGINS" >"$HOST_DIR/devices"
	assert_equal "$(grep -c . "$HOST_DIR/devices")" 20 "number of answers ($(<"$HOST_DIR/devices"))"
	# Two logins may each find no device yet; what counts is that they do not pile up.
	count=$(sort -u "$HOST_DIR/devices" | wc -l)
	((count <= 2)) || fail "$count devices: $(sort "$HOST_DIR/devices" | uniq -c)"
}

@test "the image is replaced while a jail is up: new logins see the new one" {
	config "$IMAGES/live.squashfs" readonly
	cp "$HOST_ROOT$IMAGES/base.squashfs" "$HOST_ROOT$IMAGES/live.squashfs"
	jail_hold one alice
	on_host_bash 'set -e; cp -a "$1" /srv/newer; echo newer >/srv/newer/etc/rootfs-mark
		mksquashfs /srv/newer "$2/newer" -quiet -no-progress >/dev/null 2>&1
		mv "$2/newer" "$2/live.squashfs"; rm -r /srv/newer' "$HOST_ROOTFS" "$IMAGES"
	jail_login bob 'cat /etc/rootfs-mark'
	assert_equal "$output" newer
	assert_equal "$(jail_ask one 'cat /etc/rootfs-mark; ls -d /bin/busybox')" $'a rootfs of the tests\n/bin/busybox'
}

@test "corrupt, truncated, empty, odd and missing images are refused, and leave nothing" {
	cd "$HOST_ROOT$IMAGES"
	for type in squashfs erofs; do
		need_type $type
		head -c 8192 base.$type >truncated.$type
		head -c 700 base.$type >stub.$type
		# The magic number stands, what the super block says is noise.
		{ head -c 1028 base.$type; head -c 262144 /dev/urandom; } >noise.$type
		[[ $type == erofs ]] || { head -c 4 base.$type; head -c 262144 /dev/urandom; } >noise.$type
		: >empty.$type
		for fault in truncated stub noise empty missing; do
			config "$IMAGES/$fault.$type" readonly
			jail_refuses "$fault.$type'"
			eventually no_loops || fail "$fault.$type"
		done
	done
	echo "neither this nor that" >text
	config "$IMAGES/text" readonly
	jail_refuses "text' is neither a directory nor a squashfs or erofs image"
	mkfifo fifo
	config "$IMAGES/fifo" readonly
	jail_refuses "fifo' is not a regular file"
}

@test "an image whose data are damaged: an error for the program that reads them, nothing left" {
	cd "$HOST_ROOT$IMAGES"
	cp base.squashfs damaged.squashfs
	# Behind the super block come the data, which only reading finds out.
	dd if=/dev/urandom of=damaged.squashfs bs=1 seek=96 count=65536 conv=notrunc 2>/dev/null
	config "$IMAGES/damaged.squashfs" readonly
	status=0
	output=$(on_host "$LOGINS" nsjail alice 1 /bin/sh -c 'echo inside' 2>&1) || status=$?
	((status != 0)) || fail "a shell from noise: $output"
	[[ $output != *inside* ]] || fail "$output"
}

@test "an image that others may write to, or below a directory that they may, is refused" {
	cd "$HOST_ROOT$IMAGES"
	cp base.squashfs writable.squashfs
	chmod 0666 writable.squashfs
	config "$IMAGES/writable.squashfs" readonly
	jail_refuses "writable.squashfs' is writable"
	install -D -o 1001 base.squashfs "$HOST_ROOT/home/alice/base.squashfs"
	config /home/alice/base.squashfs readonly
	jail_refuses "'/home/alice' is not owned by root"
	rm "$HOST_ROOT/home/alice/base.squashfs"
}

@test "an image with a rootfs of the tenant's in it is refused" {
	on_host_bash 'set -e; cp -a "$1" /srv/hers; chown 1001 /srv/hers/etc
		mksquashfs /srv/hers "$2/hers.squashfs" -quiet -no-progress >/dev/null 2>&1; rm -r /srv/hers' \
		"$HOST_ROOTFS" "$IMAGES"
	for mode in readonly overlay volatile; do
		config "$IMAGES/hers.squashfs" $mode
		jail_refuses "hers.squashfs': '/?etc'.* is not owned by root"
	done
}
