#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# bind, tmpfs and mask: what they show, in which order, where they may go, and what is refused.

load ../lib/jail

setup_file() {
	jail_host
	on_host_bash 'set -e
		umask 022
		mkdir -p /srv/data/sub/deep /srv/inner /srv/many
		echo data >/srv/data/file; echo inner >/srv/inner/file
		chown 1001 /srv/data/sub
		cd "$1"; mkdir -p srv/point srv/a; echo base >srv/a/file; echo hidden >srv/secret; touch srv/file-point' \
		"$HOST_ROOTFS"
}

teardown() {
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
	jail_end
}

# Prints "OPTIONS TYPE" of what is mounted at a path, in a jail with this mountinfo.
mounted() {
	awk -v path="$1" '$5 == path { for (i = 7; $i != "-"; i++); print $6, $(i + 1) }' <<<"$2"
}

@test "bind: read-only, nosuid and nodev by default; rw, noexec and a place of its own if told" {
	session_config 'bind = /srv/data:/srv/point' 'bind = /srv/inner:/srv/a:rw,noexec'
	jail_login alice 'cat /srv/point/file /srv/a/file; touch /srv/point/sub/x; cat /proc/self/mountinfo'
	assert_match "$output" $'^data\ninner\n.*Read-only'
	assert_match "$(mounted /srv/point "$output")" '^ro,nosuid,nodev'
	assert_match "$(mounted /srv/a "$output")" '^rw,nosuid,nodev,noexec'
}

@test "bind: rw shows on the host what the tenant may write" {
	session_config 'bind = /srv/data:/srv/point:rw'
	jail_login alice 'echo hers >/srv/point/sub/new; echo x >/srv/point/file'
	assert_match "$output" 'Permission denied'
	assert_equal "$(cat "$HOST_ROOT/srv/data/sub/new")" hers
	assert_equal "$(cat "$HOST_ROOT/srv/data/file")" data
	rm "$HOST_ROOT/srv/data/sub/new"
}

@test "bind: a file on a file, and the same path on both sides" {
	on_host_bash 'mkdir -p "$1/srv/inner"' "$HOST_ROOTFS"
	session_config 'bind = /srv/data/file:/srv/file-point' 'bind = /srv/inner'
	jail_login alice 'cat /srv/file-point /srv/inner/file'
	assert_equal "$output" $'data\ninner'
}

@test "bind: read-only holds for mounts below the source, also for ones that are writable there" {
	on_host_bash 'set -e; mount -t tmpfs -o mode=1777 one /srv/data/sub; mkdir -m 1777 /srv/data/sub/two
		mount -t tmpfs -o mode=1777 two /srv/data/sub/two'
	session_config 'bind = /srv/data:/srv/point'
	jail_login alice 'for d in sub sub/two; do echo x >/srv/point/$d/x; done; cat /proc/self/mountinfo'
	on_host_bash 'cd /; echo control >/srv/data/sub/two/x; umount /srv/data/sub/two /srv/data/sub'
	assert_equal "$(grep -c Read-only <<<"$output")" 2 "refusals to write ('$output')"
	for place in /srv/point /srv/point/sub /srv/point/sub/two; do
		assert_match "$(mounted $place "$output")" '^ro,nosuid,nodev' "$place"
	done
}

@test "bind: a source that is missing refuses, an optional one does not" {
	session_config 'bind = /srv/nowhere:/srv/point'
	jail_refuses "bind '/srv/nowhere'.*does not exist"
	session_config 'bind = /srv/nowhere:/srv/point:optional' 'bind = /srv/nowhere/at/all:/srv/a:rw,optional'
	jail_login alice 'ls /srv/point; cat /srv/a/file'
	assert_equal "$output" base
}

@test "bind: a source below what others may change is refused by name, and a link is too" {
	on_host_bash 'mkdir -p /home/alice/dir/below; chown -R 1001 /home/alice/dir; ln -sfn /srv/canary /srv/linked'
	session_config 'bind = /home/alice/dir/below:/srv/point'
	jail_refuses "bind '/home/alice/dir/below': '/home/alice' is not owned by root"
	session_config 'bind = /srv/linked:/srv/point'
	jail_refuses "bind '/srv/linked'.*symbolic link"
	session_config 'bind = /srv/linked/file:/srv/file-point'
	jail_refuses "bind '/srv/linked/file': '/srv/linked' is a symbolic link"
	on_host rm -r /home/alice/dir /srv/linked
}

@test "the order of the file does not matter: parents come before children" {
	keys=('bind = /srv/data:/srv/point' 'tmpfs = /srv/point/sub:mode=0777' 'bind = /srv/inner:/srv/point/sub/inner'
		'mask = /srv/point/file')
	for order in '0 1 2 3' '3 2 1 0' '2 0 3 1' '1 3 0 2'; do
		chosen=()
		for index in $order; do
			chosen+=("${keys[index]}")
		done
		session_config "${chosen[@]}"
		jail_login alice 'cat /srv/point/file /srv/point/sub/inner/file; ls /srv/point/sub; echo x >/srv/point/sub/x && echo made'
		assert_match "$output" $'file.*(denied|Permission).*\ninner\ninner\nmade$' "order $order"
	done
}

@test "tmpfs: size, inodes and mode hold, and a full one is that tenant's trouble alone" {
	session_config 'tmpfs = /srv/point:size=256k,inodes=20,mode=0777'
	jail_hold one alice
	assert_match "$(jail_ask one 'stat -c %a /srv/point; dd if=/dev/zero of=/srv/point/big bs=4k 2>&1; stat -c %s /srv/point/big')" \
		$'^777\n.*No space left.*\n262144$'
	jail_login bob 'dd if=/dev/zero of=/srv/point/big bs=4k count=32 2>/dev/null; stat -c %s /srv/point/big'
	assert_equal "$output" 131072
	jail_ask one 'rm /srv/point/big'
	assert_match "$(jail_ask one 'i=0; while [ $i -lt 30 ]; do echo >/srv/point/f$i || break; i=$((i + 1)); done')" 'No space left'
	jail_login bob ': >/srv/point/f && ls /srv/point'
	assert_equal "$output" f
}

@test "tmpfs: /tmp, /var/tmp, /dev/shm and /run have limits; a full /tmp is the tenant's alone" {
	session_config 'tmpfs = /tmp:size=512k'
	jail_hold one alice
	assert_match "$(jail_ask one 'dd if=/dev/zero of=/tmp/big bs=4k 2>&1; stat -c %s /tmp/big')" $'No space left.*\n524288'
	jail_login bob 'dd if=/dev/zero of=/tmp/big bs=4k count=100 2>/dev/null; stat -c %s /tmp/big; cat /proc/self/mountinfo'
	assert_match "$output" '^409600'
	for place in /tmp /var/tmp /dev/shm /run; do
		assert_match "$(grep " $place " <<<"$output")" ' - tmpfs tmpfs rw,.*size=[0-9]+k,nr_inodes=[0-9]+' "$place"
	done
}

@test "mask: files and directories are hidden, what is not there is no fault" {
	session_config 'mask = /srv/secret' 'mask = /srv/a' 'mask = /srv/nothing/here'
	jail_login alice 'cat /srv/secret; ls -A /srv/a; cat /srv/a/file; ls -ld /srv/a'
	assert_equal "$(grep -ac 'hidden\|base' <<<"$output")" 0 "hidden words in '$output'"
	assert_equal "$(grep -ac 'denied' <<<"$output")" 3 "refusals in '$output'"
}

@test "mask: it covers a bind, and what the tenant writes can not lift it" {
	session_config 'bind = /srv/data:/srv/point:rw' 'mask = /srv/point/file' 'mask = /srv/point/sub'
	jail_login alice 'cat /srv/point/file; ls /srv/point/sub; rm -f /srv/point/file; mv /srv/point/sub /srv/point/x; umount /srv/point/file'
	assert_equal "$(grep -ac 'data$' <<<"$output")" 0 "'$output'"
	assert_equal "$(cat "$HOST_ROOT/srv/data/file")" data
}

@test "a missing mount point: made in overlay and volatile, and not in the base" {
	for mode in overlay volatile; do
		session_config "rootfs_mode = $mode" 'bind = /srv/data:/opt/new/place' 'bind = /srv/data/file:/opt/new/file' \
			'tmpfs = /var/cache/one/two'
		for round in 1 2; do
			jail_login alice 'cat /opt/new/place/file /opt/new/file; ls -d /var/cache/one/two; stat -c "%a %u" /opt /opt/new'
			assert_equal "$output" $'data\ndata\n/var/cache/one/two\n755 0\n755 0' "$mode, round $round"
		done
		[ ! -e "$HOST_ROOT$HOST_ROOTFS/opt" ]
		[ ! -e "$HOST_ROOT$HOST_ROOTFS/var/cache" ]
	done
}

@test "a missing mount point: in readonly and writable an error that says how to make it" {
	for mode in readonly writable; do
		session_config "rootfs_mode = $mode" 'bind = /srv/data:/opt/new/place'
		jail_refuses "has no '/opt/new/place' to mount on, make it with mkdir -p '$HOST_ROOTFS/opt/new/place'"
		session_config "rootfs_mode = $mode" 'bind = /srv/data/file:/srv/new-file'
		jail_refuses "make it with touch '$HOST_ROOTFS/srv/new-file'"
		session_config "rootfs_mode = $mode" 'tmpfs = /srv/new'
		jail_refuses "make it with mkdir -p '$HOST_ROOTFS/srv/new'"
		[ ! -e "$HOST_ROOT$HOST_ROOTFS/opt" ]
	done
	# The advice is worth following.
	on_host mkdir -p "$HOST_ROOTFS/opt/new/place"
	session_config 'bind = /srv/data:/opt/new/place'
	jail_login alice 'cat /opt/new/place/file'
	assert_equal "$output" data
	rm -r "$HOST_ROOT$HOST_ROOTFS/opt"
}

@test "binds on the jail's own ground, twice the same place, and broken values are refused with the line" {
	while read -r cause line; do
		session_config "$line"
		jail_refuses "nsjail.conf:3:.*$cause"
	done <<-'END'
		own bind = /srv/data:/proc/sys
		own bind = /srv/data:/dev/thing
		own tmpfs = /
		own bind = /srv/data/file:/etc/passwd
		own tmpfs = /usr
		unknown bind = /srv/data:/srv/point:suid
		unknown tmpfs = /srv/point:uid=0
		unknown tmpfs = /srv/point:size=1m,huge=always
		usable tmpfs = /srv/point:size=-1
		usable tmpfs = /srv/point:size=0
		usable tmpfs = /srv/point:size=18446744073709551616
		usable tmpfs = /srv/point:mode=0999
		bind bind = relative:/srv/point
		bind bind = /srv/data:/srv/../etc
		mask mask = srv
	END
	session_config 'bind = /srv/data:/srv/point' 'tmpfs = /srv/point'
	jail_refuses "nsjail.conf:[34]: '/srv/point' is mounted on twice"
}

@test "a subtree of 1,000 mounts below a bind: works, read-only to the last, and goes with the jail" {
	on_host_bash 'set -e; mount -t tmpfs many /srv/many; cd /srv/many; mkdir $(seq 1000)
		for i in $(seq 1000); do echo "mount -t tmpfs -o size=4k,mode=1777 m$i /srv/many/$i"; done | busybox sh'
	assert_equal "$(on_host grep -c ' /srv/many/' /proc/1/mountinfo)" 1000 "mounts on the host"
	before=$(host_mounts | md5sum)
	session_config 'bind = /srv/many:/srv/point'
	jail_login alice 'grep -c " /srv/point/[0-9]* ro,nosuid,nodev" /proc/self/mountinfo; echo x >/srv/point/1000/x'
	[[ $status == 254 ]] || assert_match "$output" $'^1000\n.*Read-only'
	assert_equal "$(host_mounts | md5sum)" "$before" "the host's mounts"
	session_config 'bind = /srv/many:/srv/point:rw'
	jail_login alice 'echo hers >/srv/point/1000/x; cat /srv/point/1000/x'
	assert_equal "$output" hers
	on_host_bash 'umount -R /srv/many'
}

# shared DIRECTORY: a mount of its own, and whatever is mounted below it shows in all copies of it.
shared() {
	on_host_bash 'mount --bind "$1" "$1" && mount --make-shared "$1"' "$1"
}

@test "what is mounted in the source later does not reach the jail, nor back" {
	session_config 'bind = /srv/data:/srv/point:rw'
	shared /srv/data
	jail_hold one alice
	# The control: a copy that is not a jail's.
	on_host_bash 'mkdir -p /srv/copy && mount --bind /srv/data /srv/copy'
	on_host mount -t tmpfs later /srv/data/sub
	assert_equal "$(on_host grep -c ' /srv/copy/sub ' /proc/1/mountinfo)" 1 "mounts in a copy that came later"
	assert_equal "$(jail_ask one 'grep -c " /srv/point/sub " /proc/self/mountinfo')" 0 "mounts that came later"
	on_host_bash 'umount /srv/data/sub; umount /srv/copy; rmdir /srv/copy'
	jail_release one
	on_host umount /srv/data
}

@test "a rootfs on a shared mount: what is mounted in it later does not reach the jail, nor back" {
	shared "$HOST_ROOTFS"
	jail_hold one alice
	on_host mount -t tmpfs later "$HOST_ROOTFS/mnt"
	assert_equal "$(jail_ask one 'grep -c " /mnt " /proc/self/mountinfo')" 0 "mounts that came later"
	# Nothing of what makes a jail out of it shows in it.
	assert_equal "$(on_host grep -c " $HOST_ROOTFS/" /proc/1/mountinfo)" 1 "mounts below it on the host"
	on_host umount "$HOST_ROOTFS/mnt"
	jail_release one
	on_host umount "$HOST_ROOTFS"
}

@test "bind: a file of root's alone and a socket: there as they are, and as closed as before" {
	on_host_bash 'echo secret-of-root >/srv/secret; chmod 0600 /srv/secret'
	on_host_bash 'perl -MSocket -e "socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un(shift)) or die" /srv/socket'
	for mode in no yes; do
		session_config "user_namespace = $mode" 'rootfs_mode = volatile' 'bind = /etc/shadow:/opt/shadow' \
			'bind = /srv/secret:/opt/secret' 'bind = /srv/socket:/opt/socket'
		in_time jail_login alice 'cat /opt/shadow /opt/secret; test -S /opt/socket && echo a socket'
		assert_match "$output" $'shadow\': Permission denied\n.*secret\': Permission denied\na socket$' "$mode"
	done
	on_host rm /srv/secret /srv/socket
}
