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
