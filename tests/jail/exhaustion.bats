#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# One tenant takes all that he can get of a thing, while another one logs in and still gets his share,
# and so does the host. Processes, memory and processor time need controllers: see tests/vm.

load ../lib/jail

# What to take, where files are made, how much, and what stops him.
TABLE='sockets /tmp 10000 10000 sockets enough
	pipes /tmp 10000 10000 pipes enough
	inotify /tmp all [0-9]+ inotify Too many open files
	watches /var/tmp all [1-9][0-9]+ watches No space left on device
	keys /tmp all 0 keys Function not implemented
	segments /tmp all [0-9]+ segments No space left on device
	inodes /dev/shm all [0-9]+ inodes No space left on device
	inodes /run/user/1001 all [0-9]+ inodes No space left on device
	blocks /tmp all 16 blocks No space left on device
	ptys /tmp all [0-9]+ ptys No space left on device'

setup_file() {
	jail_host
	on_host install -m 0755 /srv/host/tools/exhaust "$HOST_ROOTFS/bin/exhaust"
}

config() {
	session_config 'tmpfs = /tmp:size=1M,mode=1777' "$@"
}

# Bob and the host get ten of a kind; what nobody may have at all is no measure.
others_are_well() {
	local kind=$1 count=${2:-10}

	jail_login bob "cd /tmp; exhaust $kind $count once"
	assert_equal "$status" 0 "bob's login"
	[[ $kind == keys ]] || assert_equal "$output" "$count $kind enough" "$kind for bob"
	assert_equal "$(on_host_bash 'cd /tmp; /srv/host/tools/exhaust "$@"; rm -f exhaust-*' "$kind" 10 once)" \
		"10 $kind enough" "$kind for the host"
}

neighbour_logs_in() {
	local i rounds=2

	[[ ${LONG:-0} != 1 ]] || rounds=10
	for ((i = 0; i < rounds; i++)); do
		others_are_well "$1"
		((rounds == 2)) || sleep 1
	done
}

attacks() {
	local kind directory max wanted

	while read -r kind directory max wanted; do
		jail_hold one alice
		assert_match "$(jail_ask one "cd $directory; exhaust $kind ${max#all}")" "^$wanted$" "what stops alice"
		neighbour_logs_in "$kind"
		jail_release one
		eventually no_jails
	done <<<"$TABLE"
}

no_jails() {
	[[ -z $(on_host ls "$STATE_DIR/jails") ]] && ! on_host pgrep -x exhaust >/dev/null
}

@test "plain: what alice takes is missing to nobody else, and gone two seconds after her session" {
	config
	attacks
}

@test "private: what alice takes is missing to nobody else, and gone two seconds after her session" {
	config 'user_namespace = yes'
	attacks
}

@test "the control: two tenants with the same uid do share a limit" {
	config
	jail_hold one alice
	jail_ask one 'exhaust inotify'
	jail_login alice 'exhaust inotify 10 once'
	assert_match "$output" '^0 inotify Too many open files'
}

@test "some jails of one tenant do not take all the terminals" {
	config
	for tag in one two three four; do
		jail_hold $tag alice
		assert_match "$(jail_ask $tag 'exhaust ptys')" 'No space left'
	done
	others_are_well ptys
}

@test "every tmpfs of a jail has a size and a number of inodes" {
	for mode in 'home = bind' 'home = tmpfs' 'user_namespace = yes' 'rootfs_mode = volatile'; do
		session_config "$mode"
		# What shows only a part of a file system is the host's, or one that is listed in full.
		jail_login alice 'grep "^[^ ]* [^ ]* [^ ]* / .* - tmpfs " /proc/self/mountinfo'
		for place in /tmp /var/tmp /run /run/user/1001 /dev /dev/shm; do
			assert_match "$output" " $place "
		done
		! grep -v 'size=.*nr_inodes=' <<<"$output"
	done
}
