#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What is shut to the user on the way to his shell: refused with path and mode, where a session would end
# without a reason; what only looks shut is not.

load ../lib/ctl

SHUT=/srv/rootfs/shut

setup_file() {
	ctl_host jq
	on_host_bash 'cp -a "$1" "$2" && mkdir -p "$2/usr/shells" && mv "$2/bin/busybox" "$2/usr/shells/busybox"
		find "$2/bin" -type l -exec ln -sfn /usr/shells/busybox {} \;
		ln -sfn ../usr/shells/busybox "$2/bin/sh"' "$HOST_ROOTFS" "$SHUT"
}

setup() {
	session_begin
}

teardown() {
	on_host_bash 'chmod 0755 "$1" "$1"/{bin,usr,usr/shells,usr/shells/busybox}; chown 0:0 "$1/usr/shells"' "$SHUT"
	on_host rm -rf /var/lib/pam_nsjail
	jail_end
}

# config PRIVATE MODE
config() {
	printf '%s\n' '[default]' "rootfs = $SHUT" "rootfs_mode = $2" "user_namespace = $1" "${@:3}" | host_config
}

# shut PATH MODE REASON: in both modes, at a login and in check
shut() {
	local private

	on_host chmod "$2" "$SHUT$1"
	for private in no yes; do
		config "$private" "${MODE:-readonly}"
		jail_refuses "rootfs '$SHUT': user 'alice' may not $3"
		ctl check alice
		assert_equal "$status" 1 "check, user_namespace = $private ($output)"
		assert_match "$output" "error: alice: rootfs '$SHUT': user 'alice' may not $3" || return
	done
	on_host chmod 0755 "$SHUT$1"
}

# open_in MODE: a session, in both trust modes
open_in() {
	local private

	for private in no yes; do
		config "$private" "$1"
		jail_login alice 'echo in'
		assert_equal "$output" in "user_namespace = $private" || return
		on_host rm -rf /var/lib/pam_nsjail
	done
}

@test "the root, a directory, one behind a link, and the shell itself" {
	shut '' 0700 "search '$SHUT/' \(mode 0700\), on the way to his shell"
	shut /bin 0700 "search '$SHUT/bin' \(mode 0700\), on the way to his shell"
	shut /usr/shells 0744 "search '$SHUT/usr/shells' \(mode 0744\), on the way to his shell"
	shut /usr/shells/busybox 0744 "execute '$SHUT/usr/shells/busybox' \(mode 0744\), his shell"
	open_in readonly
}

@test "an overlay's root is the tenant's, what is below it the base's" {
	on_host chmod 0700 "$SHUT"
	open_in overlay
	open_in volatile
	on_host chmod 0755 "$SHUT"
	MODE=volatile shut /usr/shells 0700 "search '$SHUT/usr/shells' \(mode 0700\)"
	on_host chmod 0700 "$SHUT/usr/shells"
	config no overlay
	jail_refuses "search '$SHUT/usr/shells'"
	# One that the changes open again.
	on_host_bash 'mkdir -p -m 0755 /var/lib/pam_nsjail/1001/upper/usr/shells'
	jail_login alice 'echo in'
	assert_equal "$output" in
}

@test "a directory of his group, and one that a list of rights opens, are not shut" {
	on_host_bash 'chmod 0710 "$1" && chgrp 5001 "$1"' "$SHUT/usr/shells"
	config no readonly
	jail_login alice 'echo in'
	assert_equal "$output" in "of the group project"
	jail_refuses "user 'eve' may not search '$SHUT/usr/shells' \(mode 0710\)" eve
	# Entries of acl(5): owner, user 1003 (x), group, mask, others.
	on_host_bash 'chmod 0700 "$1"; python3 -c "
import os, struct, sys
acl = struct.pack(\"<I\", 2) + b\"\".join(struct.pack(\"<HHI\", *entry) for entry in
	((1, 7, 0xffffffff), (2, 1, 1003), (4, 0, 0xffffffff), (16, 1, 0xffffffff), (32, 0, 0xffffffff)))
os.setxattr(sys.argv[1], \"system.posix_acl_access\", acl)" "$1"' "$SHUT/usr/shells"
	jail_login eve 'echo in'
	assert_equal "$output" in "by a list of rights"
	on_host_bash 'python3 -c "import os, sys; os.removexattr(sys.argv[1], \"system.posix_acl_access\")" "$1"' "$SHUT/usr/shells"
}

# In private mode: what is of no group that the jail has is nobody's there, and for him that is others.
@test "private mode: a directory of a group above the range, in a base and in a rootfs of his range's own" {
	local range

	range=$(awk -F: '$1 == "alice" { print $2 }' "$HOST_ROOT/etc/subgid")
	host_group strangers 200513 alice
	config yes readonly
	on_host_bash 'chgrp 200513 "$1"; chmod 0710 "$1"' "$SHUT/usr/shells"
	jail_login alice 'echo in'
	assert_equal "$output" in "of his group"
	on_host chgrp 200514 "$SHUT/usr/shells"
	jail_refuses "user 'alice' may not search '$SHUT/usr/shells' \(mode 0710\)"
	on_host_bash 'chgrp 200513 "$1"; chmod 0710 "$1"' "$SHUT/usr/shells"
	on_host_bash 'cp -a "$1" "$2"; find "$2" -exec chown -h "$3:$3" {} +; chmod 0710 "$2/usr/shells"' "$SHUT" "$SHUT-own" "$range"
	printf '%s\n' '[default]' "rootfs = $SHUT-own" 'user_namespace = yes' | host_config
	on_host chgrp $((range + 65000 + 200513 % 534)) "$SHUT-own/usr/shells"
	jail_login alice 'echo in'
	assert_equal "$output" in "of his group, in his range"
	on_host chgrp $((range + 200513)) "$SHUT-own/usr/shells"
	jail_refuses "user 'alice' may not search '$SHUT-own/usr/shells' \(mode 0710\)"
	on_host rm -rf "$SHUT-own"
}

@test "a directory that something of the plan's covers is not looked at" {
	on_host chmod 0700 "$SHUT/bin"
	on_host_bash 'rm -rf /srv/bin && cp -a "$1/bin" /srv/bin && chmod 0755 /srv/bin' "$SHUT"
	config no readonly 'bind = /srv/bin:/bin'
	jail_login alice 'echo in'
	assert_equal "$output" in
}
