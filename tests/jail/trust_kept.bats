#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What a trust walk notes for the next login: it saves the search through the rootfs, and nothing that was
# changed since then is believed, whatever was noted. Each change comes when the rootfs is known to be kept.

load ../lib/jail

ROOTFS=/srv/kept

setup_file() {
	jail_host mke2fs losetup strace
	host_rootfs_program "$HOST_ROOTFS" /usr/bin/id
}

# The rootfs has a library directory to be searched, and rests: what was changed just now is not kept.
setup() {
	jail_begin
	on_host_bash 'set -e; umask 022; rm -rf "$1"; cp -a "$2" "$1"
		mkdir -p "$1/usr/lib/x86_64-linux-gnu" "$1/etc/security" "$1/srv/tenant" "$1/usr/share/zoneinfo" "$1/usr/local"
		for n in {1..50}; do echo x >"$1/usr/lib/x86_64-linux-gnu/libnss_$n.so"; done
		echo x >"$1/usr/share/zoneinfo/UTC"; rm -f "$1/etc/localtime"; ln -s /usr/share/zoneinfo/UTC "$1/etc/localtime"
		echo x >"$1/srv/tenant/libpam.so"; chown -R 1001:1001 "$1/srv/tenant"' "$ROOTFS" "$HOST_ROOTFS"
	use "$ROOTFS"
	forget
}

use() {
	printf '%s\n' '[default]' "rootfs = $1" | host_config
}

teardown() {
	on_host_bash 'for target in $(cut -d" " -f5 /proc/self/mountinfo | grep "^$1\(/\|$\)" | sort -r); do umount "$target"; done
		rm -rf "$1"' "$ROOTFS" && forget && jail_end
}

forget() {
	on_host_bash 'rm -f "$1"/trust/*' "$STATE_DIR"
}

# Prints what is kept: one name and inode for each file.
kept() {
	on_host_bash 'cd "$1/trust" 2>/dev/null && stat -c "%n %i" * 2>/dev/null; true' "$STATE_DIR"
}

# Waits until no directory was changed just now, and logs in.
keep() {
	sleep 2.1
	keep_again
}

# The same where no directory was changed since.
keep_again() {
	jail_login alice true
	assert_equal "$status" 0 "status ('$output')"
	KEPT=$(kept)
	assert_match "$KEPT" '^[0-9a-f]{2} [0-9]+$' "what is kept"
}

# calls NAME: how many of these a login makes in the rootfs's name, by all that it starts.
calls() {
	on_host_bash 'strace -f -qq -o /srv/calls "$1" nsjail alice 1; grep -cE "^[0-9]+ +$2\(" /srv/calls' "$LOGINS" "$1"
}

# The tenant's file in the place of a name: what a login with nothing kept would refuse, too.
refused_as_if_new() {
	jail_refuses "$1"
	forget
	jail_refuses "$1"
}

@test "the second login looks at the names that the first one found, and searches for none" {
	sleep 2.1
	first=$(calls getdents64)
	opened=$(calls openat)
	KEPT=$(kept)
	assert_match "$KEPT" '^[0-9a-f]{2} [0-9]+$' "what is kept"
	forget
	first_opened=$(calls openat)
	second=$(calls getdents64)
	((second < first)) || fail "$first calls to read directories, then $second"
	((opened < first_opened - 10)) || fail "$first_opened calls to open files, and $opened with a kept rootfs"
	# Each library is looked at, every time.
	assert_equal "$(grep -c 'newfstatat(.*"usr/lib/x86_64-linux-gnu/libnss_[0-9]*.so"' "$HOST_ROOT/srv/calls")" 50 "libraries looked at"
}

@test "every library is the tenant's once: refused each time, though its directory is as it was" {
	keep
	for file in usr/lib/x86_64-linux-gnu/libnss_7.so etc/passwd usr/share/zoneinfo/UTC; do
		on_host chown 1001 "$ROOTFS/$file"
		refused_as_if_new "rootfs '$ROOTFS': '$file'.* is not owned by root \(uid 1001\)"
		on_host_bash 'chown 0 "$1"; chmod 0666 "$1"' "$ROOTFS/$file"
		refused_as_if_new "rootfs '$ROOTFS': '$file'.* is writable by group or others"
		on_host chmod 0644 "$ROOTFS/$file"
		keep_again
	done
	for directory in etc/security usr/lib/x86_64-linux-gnu usr; do
		on_host chmod 0777 "$ROOTFS/$directory"
		refused_as_if_new "rootfs '$ROOTFS': '$directory'.* is writable by group or others"
		on_host chmod 0755 "$ROOTFS/$directory"
		keep
	done
}

@test "a name that was not there: found by the next login" {
	keep
	on_host_bash 'cp "$1/srv/tenant/libpam.so" "$1/usr/lib/x86_64-linux-gnu/libpam_new.so"; chown 1001 "$1/usr/lib/x86_64-linux-gnu/libpam_new.so"' "$ROOTFS"
	refused_as_if_new "'usr/lib/x86_64-linux-gnu/libpam_new.so' is not owned by root"
	on_host rm "$ROOTFS/usr/lib/x86_64-linux-gnu/libpam_new.so"
	keep
	on_host_bash 'echo >"$1/etc/ld.so.preload"; chown 1001 "$1/etc/ld.so.preload"' "$ROOTFS"
	refused_as_if_new "'etc/ld.so.preload' is not owned by root"
}

@test "times that were put back do not hide a change" {
	keep
	on_host_bash 'cd "$1/etc/security"; touch -r . /srv/time
		echo >planted.conf; chown 1001 planted.conf; touch -r /srv/time .' "$ROOTFS"
	refused_as_if_new "'etc/security/planted.conf' is not owned by root"
}

@test "a link that leads to the tenant's file now: found by the next login" {
	keep
	on_host ln -sfn /srv/tenant/libpam.so "$ROOTFS/etc/localtime"
	refused_as_if_new "'srv/tenant', where 'etc/localtime' leads, is not owned by root"
}

@test "a mount of the host's over what is kept: found, though no time has changed" {
	keep
	on_host mount --bind "$ROOTFS/srv/tenant" "$ROOTFS/etc/security"
	refused_as_if_new "'etc/security' is not owned by root"
	on_host umount "$ROOTFS/etc/security"
	keep
	on_host mount --bind "$ROOTFS/srv/tenant/libpam.so" "$ROOTFS/usr/lib/x86_64-linux-gnu/libnss_7.so"
	refused_as_if_new "'usr/lib/x86_64-linux-gnu/libnss_7.so' is not owned by root"
}

@test "another directory in the rootfs's place: not believed" {
	keep
	on_host_bash 'mv "$1" "$1.old" && cp -a "$1.old" "$1" && chown 1001 "$1/etc/passwd"; rm -r "$1.old"' "$ROOTFS"
	refused_as_if_new "'etc/passwd' is not owned by root"
}

@test "what is kept for one user is judged for each: his home, his groups" {
	on_host_bash 'ln -s /home/bob/motd "$1/etc/motd"; chgrp 5009 "$1/usr/local"; chmod 0775 "$1/usr/local"' "$ROOTFS"
	keep
	jail_refuses "'home/bob', where 'etc/motd' leads, is where the jail mounts something else" bob
	on_host chgrp 5002 "$ROOTFS/usr/local" # she is one of them
	refused_as_if_new "'usr/local' is writable by group or others"
}

@test "a rootfs that was changed just now is walked through each time" {
	on_host touch "$ROOTFS/etc/new"
	jail_login alice true
	assert_equal "$status" 0
	assert_equal "$(kept)" "" "what is kept"
}

@test "an ext4 on a loop device is walked through each time: another image may have its times" {
	on_host_bash 'set -e; truncate -s 64M "$3/ext4"; mke2fs -q -F -d "$1" "$3/ext4"; mkdir "$2"; mount -o loop,ro "$3/ext4" "$2"' \
		"$ROOTFS" "$ROOTFS/image" "$IMAGES"
	use "$ROOTFS/image"
	sleep 2.1
	jail_login alice 'cat /etc/rootfs-mark'
	assert_equal "$status" 0 "status ('$output')"
	on_host umount "$ROOTFS/image"
	assert_equal "$(kept)" "" "what is kept"
}

@test "another helper believes nothing of what this one has noted" {
	keep
	on_host_bash 'cp -p "$1" "$1.new" && mv "$1.new" "$1"' "$HELPER_PATH"
	jail_login alice true
	[[ $(kept) != "$KEPT" ]] || fail "kept as it was: $KEPT"
}

@test "a look without a login keeps nothing" {
	sleep 2.1
	on_host nsjailctl show alice
	assert_equal "$(kept)" "" "what is kept"
}

@test "sixty-four slots, and no more, however many rootfs there are" {
	on_host_bash 'set -e; for n in {1..80}; do mkdir -p "$1/many/$n/"{bin,etc,proc,dev,sys,tmp,home,run,var/tmp}
		cp "$1/bin/busybox" "$1/many/$n/bin/sh"; done' "$ROOTFS"
	sleep 2.1
	for n in {1..80}; do
		use "$ROOTFS/many/$n"
		jail_login alice true
		assert_equal "$status" 0 "status ('$output')"
	done
	count=$(kept | wc -l)
	((count > 20 && count <= 64)) || fail "$count files"
}
