#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Root file systems that are none, or that nobody can tell whose they are, and a configuration of the
# same kind: each ends in a refusal within two seconds, with one line in the log that names it.

load ../lib/refused

setup_file() {
	need python3 || return 0
	refused_host
}

# rootfs_refused ROOTFS COMMAND CAUSE: the command makes it.
rootfs_refused() {
	on_host_bash "set -e; rm -rf /srv/bad; mkdir -m 0755 /srv/bad; cd /srv/bad; $2"
	printf '[default]\nrootfs = %s\n' "$1" | host_config
	refused_in_time "the rootfs '${1:0:60}' ($2)" "$3"
}

@test "root filesystems" {
	rootfs_refused /srv/bad/r '' '/srv/bad/r'
	rootfs_refused relative '' "rootfs 'relative' is not an absolute path"
	rootfs_refused /srv/bad/../bad '' "has a '.' or '..' component"
	rootfs_refused /srv//bad '' "has a '//'"
	rootfs_refused /srv/bad/r 'echo x >r' '/srv/bad/r'
	rootfs_refused /srv/bad/r 'mkfifo r' '/srv/bad/r'
	rootfs_refused /srv/bad/r 'mknod r c 1 5' '/srv/bad/r'
	rootfs_refused /srv/bad/r "ln -s $HOST_ROOTFS r" "'/srv/bad/r' is a symbolic link"
	rootfs_refused /srv/bad/l/r 'mkdir -p x/r; ln -s x l' "'/srv/bad/l' is a symbolic link"
	rootfs_refused /srv/bad/r 'mkdir r; chown 1001 r' "rootfs '/srv/bad/r': '/' is not owned by root"
	rootfs_refused /srv/bad/r 'mkdir r; chmod 0777 r' "rootfs '/srv/bad/r': '/' is writable by"
	rootfs_refused /srv/bad/a/r 'mkdir -p a/r; chown 1001 a' "'/srv/bad/a' is not owned by root"
	rootfs_refused /srv/bad/a/r 'mkdir -p a/r; chmod 1777 a' "'/srv/bad/a' is writable by group or others"
	rootfs_refused /home/alice/r 'mkdir -p /home/alice/r' "'/home/alice'"
	rootfs_refused /srv/bad/r 'mkdir r' '/srv/bad/r'
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; rmdir r/proc; ln -s /srv r/proc" 'proc'
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; rmdir r/proc; mkfifo r/proc" 'proc'
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; rm -rf r/dev; ln -s /srv r/dev" 'dev'
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; rm -rf r/tmp; echo >r/tmp" 'tmp'
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; chown 1001 r/etc" 'etc'
	rootfs_refused /run/pam_nsjail '' "user 'alice' may not search '/run/pam_nsjail/' (mode 0700), on the way to his shell"
	for place in /etc /etc/security /run /home /srv /dev /proc /sys; do
		rootfs_refused $place '' "rootfs '$place': shell '/bin/sh': No such file or directory"
	done
	rootfs_refused /srv/bad/r "mkdir r; mount --bind $HOST_ROOTFS r; mount -o remount,bind,noexec r" \
		"rootfs '/srv/bad/r': shell '/bin/sh' is on a mount with noexec"
	on_host umount /srv/bad/r
	on_host_bash 'mkdir /srv/bad/t; mount --bind "$1" /srv/bad/t; mount -o remount,bind,nosuid,nodev,ro /srv/bad/t' "$HOST_ROOTFS"
	printf '[default]\nrootfs = /srv/bad/t\n' | host_config
	let_in
	on_host umount /srv/bad/t
	rootfs_refused "/srv/$(head -c 4096 /dev/zero | tr '\0' r)" '' "rootfs '/srv/rrr"
	rootfs_refused '/srv/%x' '' "rootfs '/srv/%x' has an unknown token"
	# Byte 18 of a program says for which machine it is: RISC-V.
	rootfs_refused /srv/bad/r "cp -a $HOST_ROOTFS r; printf '\\363' | dd of=r/bin/busybox bs=1 seek=18 conv=notrunc status=none" \
		"rootfs '/srv/bad/r': shell '/bin/sh' is a program for another machine"
}

@test "root filesystems within a tenant's" {
	local mode

	# The first id of bob's range has it.
	on_host_bash 'cp -a "$1" /srv/bobs; cp -a "$1" /srv/bobs/mnt/inner; chown -R "$(sed -n "s/^bob:\([0-9]*\):.*/\1/p" /etc/subuid)" /srv/bobs' \
		"$HOST_ROOTFS"
	for mode in no yes; do
		printf '%s\n' '[default]' 'rootfs = /srv/bobs/mnt/inner' "user_namespace = $mode" | host_config
		refused_in_time "a rootfs in bob's" "rootfs '/srv/bobs/mnt/inner': '/srv/bobs' is not owned by root"
	done
	on_host rm -rf /srv/bobs
}

# It says that they are root's, which is why it is not asked.
# For a file system of a program's on /srv/made-up.
made_up_begin() {
	grep -qw fuse /proc/filesystems || skip "the kernel has no file systems in user space"
	on_host_bash 'mkdir -p -m 0755 /srv/made-up; [[ -e /dev/fuse ]] || mknod /dev/fuse c 10 229
		mkfifo -m 600 /srv/host/fuse; /srv/host/tools/hung_fuse answers /srv/made-up >/srv/host/fuse 2>&1 &
		echo $! >/srv/host/fuse_pid; read -r word </srv/host/fuse; [[ $word == mounted ]]'
}

made_up_end() {
	on_host_bash 'kill -KILL "$(</srv/host/fuse_pid)"; umount -l /srv/made-up; rm /srv/host/fuse /srv/host/fuse_pid'
}

@test "root filesystems that a program makes up" {
	local mode

	made_up_begin
	assert_equal "$(on_host stat -c '%U %a %F' /srv/made-up)" "root 755 directory" "what it says of itself"
	for mode in no yes; do
		printf '%s\n' '[default]' 'rootfs = /srv/made-up' "user_namespace = $mode" | host_config
		refused_in_time "a made-up rootfs" "rootfs '/srv/made-up' is on a file system in user space"
	done
	made_up_end
}

# It says that it is root's and that nobody is jailed, to whoever asks just now.
@test "a configuration that a program makes up" {
	made_up_begin
	assert_equal "$(on_host stat -c '%U %a %F' /srv/made-up/nsjail.conf)" "root 644 regular file" "what it says of itself"
	assert_equal "$(on_host cat /srv/made-up/nsjail.conf)" $'[default]\njail = no' "what it says"
	words_refused conf=/srv/made-up/nsjail.conf '/srv/made-up/nsjail.conf: is on a file system in user space'
	made_up_end
}

# automounter DIRECTORY TYPE: a place of one that nobody serves. Its process group has to be one of ours.
automounter() {
	on_host python3 -c '
import ctypes, os, sys
end = os.pipe2(0)[1]
os.setpgid(0, 0)
options = "fd=%d,pgrp=%d,minproto=5,maxproto=5,%s" % (end, os.getpgrp(), sys.argv[2])
sys.exit(ctypes.CDLL(None, use_errno=True).mount(b"tests", sys.argv[1].encode(), b"autofs", 0, options.encode()))
' "$@"
}

@test "root filesystems of an automounter that is not there" {
	local mode

	grep -qw autofs /proc/filesystems || skip "the kernel has no automounter's file system"
	on_host mkdir -p -m 0755 /srv/direct /srv/indirect
	automounter /srv/direct direct
	automounter /srv/indirect indirect
	assert_equal "$(on_host stat -f -c %T /srv/indirect)" autofs type
	for mode in no yes; do
		printf '%s\n' '[default]' 'rootfs = /srv/direct' "user_namespace = $mode" | host_config
		refused_in_time "a place where something is to be mounted" \
			"rootfs '/srv/direct' is a place where the automounter has mounted nothing"
		printf '%s\n' '[default]' 'rootfs = /srv/indirect' "user_namespace = $mode" | host_config
		refused_in_time "a directory of such places" \
			"rootfs '/srv/indirect' is a place where the automounter has mounted nothing"
		printf '%s\n' '[default]' 'rootfs = /srv/indirect/tenants' "user_namespace = $mode" | host_config
		refused_in_time "a name in it" "rootfs '/srv/indirect/tenants': '/srv/indirect/tenants' does not exist"
	done
	on_host umount /srv/direct /srv/indirect
}

# stack_refused ROOTFS MODE CAUSE
stack_refused() {
	printf '%s\n' '[default]' "rootfs = $1" "rootfs_mode = $2" 'overlay_dir = /srv/changes' 'user_namespace = no' |
		host_config
	refused_in_time "rootfs_mode $2 on $1" "$3"
}

@test "root filesystems on one overlay, and on two: what the kernel stacks works, what it does not is told" {
	local mode

	on_host_bash 'set -e; mkdir -p /srv/stack/{upper1,work1,one,upper2,work2,two}; cd /srv/stack
		mount -t overlay -o lowerdir="$1",upperdir=upper1,workdir=work1 one one
		mount -t overlay -o lowerdir=one,upperdir=upper2,workdir=work2 two two' "$HOST_ROOTFS"
	for mode in readonly writable; do
		printf '%s\n' '[default]' 'rootfs = /srv/stack/one' "rootfs_mode = $mode" 'user_namespace = no' |
			host_config
		let_in
	done
	for mode in overlay volatile; do
		stack_refused /srv/stack/one $mode "rootfs '/srv/stack/one' is on an overlay: with the jail's own on top these are more than"
	done
	for mode in readonly writable overlay volatile; do
		stack_refused /srv/stack/two $mode "rootfs '/srv/stack/two' is on an overlay: with the jail's own on top these are more than"
	done
	printf '%s\n' '[default]' 'rootfs = /srv/stack/one' 'user_namespace = yes' | host_config
	refused_in_time "a mapped overlay" "rootfs '/srv/stack/one': its file system can not be mapped"
	on_host_bash 'umount /srv/stack/two /srv/stack/one; rm -rf /srv/stack /srv/changes'
}

# A tree of 2^16 mounts is bound below itself sixteen times. fs.mount-max is 100000.
@test "root filesystems with 65,536 mounts below, and with more than the kernel takes" {
	local mode

	on_host_bash 'set -e; cp -a "$1" /srv/many; mkdir /srv/many/mnt/x; mount -t tmpfs x /srv/many/mnt/x
		mkdir /srv/many/mnt/x/{1..16}; for i in {1..16}; do mount --rbind /srv/many/mnt/x /srv/many/mnt/x/$i; done' "$HOST_ROOTFS"
	(($(on_host grep -c ' /srv/many/mnt/x' /proc/1/mountinfo) == 65536)) || fail "no 65,536 mounts"
	for mode in no yes; do
		printf '%s\n' '[default]' 'rootfs = /srv/many' "user_namespace = $mode" | host_config
		in_time let_in
		printf '%s\n' '[default]' 'rootfs = /srv/many' "user_namespace = $mode" 'bind = /srv/many/mnt/x:/mnt/x' | host_config
		refused_in_time "131,072 mounts" "can not mount on '/mnt/x': No space left on device"
	done
	on_host_bash 'umount -l /srv/many/mnt/x; rm -rf /srv/many'
}
