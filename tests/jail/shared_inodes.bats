#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What is made once for all jails can be opened in none: by inotify(7) and flock(2) one tenant would see
# and disturb another one there. What can be opened, as device nodes are, is each jail's own.

load ../lib/jail

setup_file() {
	jail_host flock
	host_rootfs_program "$HOST_ROOTFS" /usr/bin/flock
}

setup() {
	jail_begin
	jail_hold one alice
	jail_hold two bob
}

teardown() {
	jail_end
}

# in_both SCRIPT: what it prints in one jail, and in the other.
in_both() {
	first=$(jail_ask one "$1")
	second=$(jail_ask two "$1")
}

# Prints the masks of /proc, by their mounts: the root of each is a name in the tmpfs of the template.
masks() {
	jail_ask one 'cat /proc/self/mountinfo' | awk '$4 ~ /^\/empty-(file|directory)$/ { print $5 }'
}

@test "the masks of two jails are one file and one directory, which nobody there can open" {
	paths=$(masks)
	(($(wc -l <<<"$paths") >= 5)) || fail "masks: $paths"
	# shellcheck disable=SC2086 # words
	in_both "stat -c '%d:%i %F' $(echo $paths) | sort -u"
	assert_equal "$second" "$first" "masks of the other jail"
	assert_equal "$(wc -l <<<"$first")" 2 "inodes behind them ($first)"
	# shellcheck disable=SC2086
	in_both "for path in $(echo $paths); do true 2>/dev/null <\$path && echo opened \$path; ls \$path/ 2>/dev/null; done"
	assert_equal "$first$second" "" "what could be opened"
}

@test "device nodes, /dev and its file systems are each jail's own" {
	in_both 'for path in /dev /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/pts /dev/shm /dev/mqueue; do
		stat -c "%d:%i" $path; done'
	assert_equal "$(wc -l <<<"$first")" 10 "nodes ($first)"
	assert_equal "$(comm -12 <(sort <<<"$first") <(sort <<<"$second"))" "" "what both have"
}

@test "a lock on a device keeps the own jail out, and not another" {
	jail_ask one 'flock /dev/null sleep 4712 & sleep 0.3'
	assert_equal "$(jail_ask one 'flock -n /dev/null true || echo locked')" locked "in the own jail"
	assert_equal "$(jail_ask two 'flock -n /dev/null true && echo free')" free "in another jail"
	jail_ask one 'kill $(pidof sleep)'
}

# base_meets MODE: whether a lock on a file of the base in one jail keeps another jail out, and whether the
# two are one inode.
base_meets() {
	local mode=$1 path=$2

	jail_release one
	jail_release two
	session_config "shared_inodes = $mode"
	jail_hold one alice
	jail_hold two bob
	in_both "stat -c '%d:%i' $path"
	jail_ask one "flock $path sleep 4713 & sleep 0.3"
	jail_ask two "flock -n $path true && echo free || echo locked"
	if [[ $first == "$second" ]]; then echo one; else echo another; fi
	jail_ask one 'kill $(pidof sleep)'
}

@test "files of a read-only base are each jail's own inodes" {
	assert_equal "$(base_meets no /bin/busybox)" $'free\nanother' "in two jails"
}

@test "control: with shared_inodes they are one, and a lock in one jail keeps the other out" {
	assert_equal "$(base_meets yes /bin/busybox)" $'locked\none' "in two jails"
}

# settings_meet MODE: the same for a setting of the host's /etc that @usr shows, and a directory of them; and whether
# such a lock keeps the host out.
settings_meet() {
	local path

	jail_release one
	jail_release two
	on_host_bash 'mkdir -p -m 0755 /etc/tool; touch /etc/tool/toolrc; chmod 0644 /etc/tool/toolrc'
	session_config "shared_inodes = $1"
	sed -i 's/^rootfs = .*/rootfs = @usr/' "$HOST_ROOT$CONFIG_PATH"
	jail_hold one alice
	jail_hold two bob
	for path in /etc/tool /etc/tool/toolrc /etc/shells; do
		jail_ask one "flock $path sleep 4714 & sleep 0.3"
		jail_ask two "flock -n $path true && echo free || echo locked"
		on_host_bash 'flock -n "$1" true && echo free || echo locked' "$path"
		jail_ask one 'pkill -f "sleep 4714"; wait'
	done | xargs
}

@test "so are the settings of the host's /etc that @usr shows, and the host is not kept out" {
	assert_equal "$(settings_meet no)" "free free free free free free" "in another jail, on the host"
}

@test "control: with shared_inodes a lock on a setting keeps the other jail and the host out" {
	assert_equal "$(settings_meet yes)" "locked locked locked locked locked locked" "in another jail, on the host"
}

@test "what is mounted below a base is there, read-only, and so is what is mounted in that" {
	# The one of before may still be up, which has none of it.
	session_config 'scope = session'
	on_host_bash 'cd "$1/mnt" && mount -t tmpfs one . && cd . && mkdir "a b" && echo first >file' "$HOST_ROOTFS"
	on_host_bash 'cd "$1/mnt/a b" && mount -t tmpfs two . && cd "$1/mnt/a b" && echo second >file' "$HOST_ROOTFS"
	jail_hold three alice
	output=$(jail_ask three 'cat "/mnt/file" "/mnt/a b/file"; { echo x >"/mnt/a b/file"; } 2>&1; grep -c " /mnt" /proc/self/mountinfo')
	jail_release three
	on_host umount -R "$HOST_ROOTFS/mnt"
	assert_match "$output" $'^first\nsecond\n.*Read-only file system\n2$'
}
