#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Bases that tenants share: each sees them as his own root's, and nothing of them is changed. What can
# not be mapped is refused.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen mksquashfs mkfs.erofs mkfs.ext4 || return 0
	private_host
	on_host_bash '
		set -e
		cd /srv
		mksquashfs rootfs/busybox squashfs -quiet -no-progress >/dev/null
		mkfs.erofs erofs rootfs/busybox >/dev/null 2>&1
		truncate -s 16M ext4.image
		mkfs.ext4 -q -d rootfs/busybox ext4.image
		mkdir ext4 overlay upper work
		mknod /dev/loop-control c 10 237
		for number in {0..63}; do mknod "/dev/loop$number" b 7 "$number"; done
		mount -o loop ext4.image ext4
		mount -t overlay -o lowerdir=rootfs/busybox,upperdir=upper,workdir=work overlay overlay
	'
}

teardown_file() {
	# A loop device ends with its last mount.
	[[ -z ${HOST_PID:-} ]] || on_host umount /srv/ext4
	private_host_stop
}

setup() {
	session_begin
}

teardown() {
	end_tenants
	session_end
}

base_config() {
	printf '%s\n' '[default]' "rootfs = $1" 'user_namespace = yes' "${@:2}" | host_config
}

# Two at once on one base: both are its root's root, neither changes it.
shared_base() {
	base_config "$1" "${@:2}"
	begin_tenant bob 'stat -c %u:%g /bin/busybox /etc'
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
	assert_equal "$(host_ssh alice 'stat -c %u:%g /bin/busybox /etc' | sort -u)" 0:0
	assert_equal "$(head -n 2 "$HOST_DIR/bob" | sort -u)" 0:0
	end_tenants
}

@test "a directory on a tmpfs" {
	before=$(on_host_bash 'cd /srv/rootfs/busybox && find . -printf "%U %G %m %C@ %p\n" | sort | sha256sum')
	shared_base /srv/rootfs/busybox
	run as_root alice 'touch /bin/new; chown 5 /bin/busybox; echo x >>/etc/rootfs-mark'
	assert_equal "$(grep -c 'Read-only' <<<"$output")" 3 "refused ('$output')"
	assert_equal "$(on_host_bash 'cd /srv/rootfs/busybox && find . -printf "%U %G %m %C@ %p\n" | sort | sha256sum')" "$before" "the base"
}

@test "a directory on an ext4" {
	shared_base /srv/ext4
}

@test "a squashfs image" {
	shared_base /srv/squashfs
}

@test "an erofs image" {
	shared_base /srv/erofs
}

@test "an image below an overlay in memory" {
	shared_base /srv/squashfs 'rootfs_mode = volatile'
	assert_equal "$(as_root alice 'touch /new && stat -c %u /new')" 0
}

@test "the host's /usr: what is not everybody's there is not the tenant's root's either" {
	base_config @usr
	on_host_bash 'mkdir -p /usr/local/secret; echo readable >/usr/local/readable
		echo secret | tee /usr/local/secret/file >/usr/local/secret.file
		chmod 0600 /usr/local/secret.file; chmod 0700 /usr/local/secret; chmod 4755 /usr/local/readable'
	run host_ssh alice 'id -un; stat -c %u /usr/bin/env; touch /usr/bin/new'
	assert_equal "${lines[0]}" alice
	assert_equal "${lines[1]}" 65534
	assert_match "$output" "Read-only"
	run on_host /srv/host/tools/logins -r sshd alice 1 /bin/sh -c 'id -u; cat /usr/local/readable /usr/local/secret.file /usr/local/secret/file'
	on_host_bash 'cat /usr/local/secret.file; rm -r /usr/local/secret /usr/local/secret.file /usr/local/readable'
	assert_equal "${lines[0]}" 0
	assert_equal "${lines[1]}" readable
	[[ $output != *$'\nsecret'* ]] || fail "he has read it"
	assert_match "$output" "secret.file: Permission denied"
	assert_match "$output" "secret/file: Permission denied"
}

@test "the host's own tree is refused, by any name and by a bind of it; without a user namespace it is a rootfs" {
	local name

	on_host_bash 'mkdir -p /srv/whole && mount --bind / /srv/whole'
	for name in / /srv/whole; do
		base_config "$name"
		: >"$HOST_LOG"
		run host_ssh alice 'cat /etc/shadow'
		assert_equal "$status" 254 "status with $name"
		assert_refused "$output" "rootfs '$name' is the host's own tree"
	done
	on_host umount /srv/whole
}

@test "an overlay can not be mapped, and is refused with its name" {
	base_config /srv/overlay
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "rootfs '/srv/overlay': its file system can not be mapped to other ids"
	# The control: without a user namespace it is a rootfs like others.
	printf '%s\n' '[default]' "rootfs = /srv/overlay" 'accounts = rootfs' 'resolv_conf = no' 'localtime = no' | host_config
	echo 'alice:x:1001:1001::/home/alice:/bin/sh' >>"$HOST_ROOT/srv/overlay/etc/passwd"
	assert_equal "$(host_ssh alice 'id -un')" alice
}

@test "the host's /usr on a file system that can not be mapped is as good as any" {
	base_config @usr
	# What is mounted below, like the place of the helper, is not in an overlay.
	on_host_bash 'mkdir -p /srv/usr.upper /srv/usr.work /srv/helper && mount --rbind "$1" /srv/helper &&
		mount -t overlay -o lowerdir=/usr,upperdir=/srv/usr.upper,workdir=/srv/usr.work overlay /usr && mount --rbind /srv/helper "$1"' "${HELPER_PATH%/*}"
	run host_ssh alice 'echo inside'
	on_host_bash 'umount -l "$1"; umount -l /usr; umount -l /srv/helper' "${HELPER_PATH%/*}"
	assert_equal "$status" 0 status
	assert_equal "$output" inside
}

@test "an overlay over a base, or a bind, that can not be mapped is refused with its name" {
	base_config /srv/overlay 'rootfs_mode = volatile'
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "rootfs '/srv/overlay': its file system can not be mapped to other ids"
	: >"$HOST_LOG"
	base_config "$HOST_ROOTFS" 'bind = /srv/overlay:/mnt'
	run host_ssh alice 'echo inside'
	assert_equal "$status" 254 status
	assert_refused "$output" "'/srv/overlay': its file system can not be mapped to other ids"
}

@test "a home on a file system that can not be mapped is refused with its name" {
	session_config
	on_host_bash 'mkdir -p /srv/home.upper /srv/home.work &&
		mount -t overlay -o lowerdir=/home/eve,upperdir=/srv/home.upper,workdir=/srv/home.work overlay /home/eve && chown 1003:1003 /home/eve'
	run host_ssh eve 'echo inside'
	on_host umount /home/eve
	assert_refused "$output" "'/home/eve': its file system can not be mapped to other ids"
}
