#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# A directory that is down, wrong or hung (tests/tools/libnss_outage.c): who is jailed is never decided by
# what it did not say, and who does not need it gets in.
#
# Begins first: it waits for what does not answer

load ../lib/jail

setup_file() {
	jail_host ldconfig
	# The machine's list of libraries stays as it is: /etc is a copy, and what else is written is hidden.
	on_host_bash '
		set -e
		[[ ! -d /var/cache/ldconfig ]] || mount -t tmpfs -o mode=0700 tmpfs /var/cache/ldconfig
		mkdir /srv/service
		cp /srv/host/tools/libnss_outage.so /srv/service/libnss_outage.so.2
		echo /srv/service >>/etc/ld.so.conf
		ldconfig -X
		sed -i -E "/^(passwd|group|initgroups|shadow):/d" /etc/nsswitch.conf
		printf "%s: files outage\n" passwd group shadow >>/etc/nsswitch.conf
		mkdir -m 0700 /home/dave /home/erin
		chown 7001:7001 /home/dave
		chown 7002:7002 /home/erin
	'
}

setup() {
	jail_begin
	down
}

teardown() {
	down
	jail_end
}

# down KEY WORD...: what the directory does not do as it should.
down() {
	: >"$HOST_ROOT/srv/service/outage"
	(($# == 0)) || printf '%s %s\n' "$@" >>"$HOST_ROOT/srv/service/outage"
}

# Every way to be down that comes at once.
OUTAGES=(notfound unavail refused tryagain)

config() {
	printf '%b\n' "$@" | host_config
}

# A session without a child of the user's: the caller alone asks.
session() {
	: >"$HOST_LOG"
	run on_host /srv/host/tools/caller nsjail-caller "$1" save open where close gone
}

jailed() {
	session "$1"
	assert_match "$output" $'^open success\ninside' "$1 ($(<"$HOST_LOG"))"
}

unjailed() {
	session "$1"
	assert_match "$output" $'^open success\noutside' "$1 ($(<"$HOST_LOG"))" || return
	host_log_flush
	assert_equal "$(grep -ac "without a jail for user '$1' (event=unjailed .*user=$1 " "$HOST_LOG")" 1 "log lines"
}

refuses() {
	session "$1"
	assert_match "$output" 'open perm_denied' "$1" || return
	[[ $output != *inside* ]] || fail "$output" || return
	host_log_flush
	assert_equal "$(grep -ac 'refused \[' "$HOST_LOG")" 1 "refusals" || return
	assert_match "$(grep -a 'refused \[' "$HOST_LOG")" "$2" "log line"
}

STUDENTS="[group students]\nrootfs = $HOST_ROOTFS"

@test "a directory's group jails its members, by either of its names" {
	config "$STUDENTS"
	jailed dave
	config "[group pupils]\nrootfs = $HOST_ROOTFS"
	jailed dave
	refuses erin "user 'erin' is covered by no section, and '\[group pupils\]' names a group that is not in '/etc/group'"
}

@test "a member is never let in because the directory does not say that he is one" {
	config "$STUDENTS"
	for key in initgroups name gid passwd; do
		for word in "${OUTAGES[@]}"; do
			down "$key" "$word"
			session dave
			[[ $output != *outside* || $output == *perm_denied* ]] || fail "$key $word: $output"
			down initgroups notfound "$key" "$word"
			session dave
			[[ $output == *'open perm_denied'* ]] || fail "no groups, $key $word: $output"
		done
	done
}

@test "nor is he with uncovered = allow, when a lookup says that it has failed" {
	config "[default]\nuncovered = allow\n$STUDENTS"
	unjailed erin
	for word in unavail refused tryagain; do
		down name "$word" initgroups "$word"
		refuses dave "group 'students' can not be looked up"
	done
	down name notfound initgroups notfound
	refuses dave "'\[group students\]' names a group that nobody knows"
	# What no lookup shows (nsjail.conf(5)): the group is known, and its members are gone.
	down initgroups unavail
	unjailed dave
}

@test "control: with groups of the host's own, accounts of the host's own are let in" {
	config "[group project]\nrootfs = $HOST_ROOTFS"
	for word in answer "${OUTAGES[@]}"; do
		down initgroups "$word" name "$word" gid "$word"
		unjailed eve
		jailed alice
	done
	refuses dave "user 'dave' is covered by no section, and his account is not in '/etc/passwd'|groups of user 'dave' are not known"
}

@test "who has a section of his own is asked for no group" {
	config "[user dave]\njail = no\n$STUDENTS"
	for word in "${OUTAGES[@]}"; do
		down name "$word" gid "$word" initgroups "$word"
		unjailed dave
	done
	printf '[user erin]\njail = no\n' | host_config "${CONFIG_PATH%.conf}.d/erin.conf"
	unjailed erin
	rm "$HOST_ROOT${CONFIG_PATH%.conf}.d/erin.conf"
	# Who is jailed by it needs his groups in the jail.
	config "[user alice]\nrootfs = $HOST_ROOTFS\n$STUDENTS"
	jailed alice
}

@test "who is let in without a jail is told of once, and root not at all" {
	config '[default]'
	unjailed eve
	session root
	assert_match "$output" $'^open success\noutside' root
	host_log_flush
	! grep -a 'without a jail' "$HOST_LOG"
}

@test "a directory that hangs holds neither root up nor, for long, who is the host's own" {
	config "[default]\nrootfs = $HOST_ROOTFS\n[user eve]\njail = no\n[group exempt]\njail = no"
	down passwd hang name hang gid hang initgroups hang
	local begin end
	machine_ms begin
	session root
	machine_ms end
	assert_match "$output" $'^open success\noutside' root
	((end - begin < 2000)) || fail "root: $((end - begin)) ms"
	for name in alice eve; do
		machine_ms begin
		if [[ $name == alice ]]; then jailed alice; else unjailed $name; fi
		machine_ms end
		((end - begin > 9000 && end - begin < 14000)) || fail "$name: $((end - begin)) ms"
		assert_match "$(<"$HOST_LOG")" "user '$name': the name service gave no answer in 10 seconds"
	done
}

@test "the application sees no child, whether the directory answers or not" {
	config "[default]\nrootfs = $HOST_ROOTFS"
	for state in '' 'gid hang'; do
		# shellcheck disable=SC2086 # words of their own
		down $state
		for way in handled ignored; do
			run on_host /srv/host/tools/caller nsjail-caller bob "sigchld=$way" open children close children
			assert_equal "$output" $'open success\nno children\nclose success\nno children' "$way '$state'"
			[[ -z $state ]] || break
		done
	done
}

@test "a directory's account is refused when it hangs, in time" {
	config "[default]\nrootfs = $HOST_ROOTFS\n[user erin]\njail = no"
	down passwd hang
	refuses dave "the name service gave no answer in 10 seconds"
	down initgroups hang
	refuses dave "the groups of user 'dave' are not known"
	unjailed erin
	config "[default]\nuncovered = allow\n[group pupils]\nrootfs = $HOST_ROOTFS"
	down name hang
	refuses dave "no answer from '.*pam_nsjail_groups'"
}

@test "who is the host's own has the groups of its file when others can not be had" {
	down
	# sshd and login take the session's groups from there.
	own="sed -n 's/:.*bob.*//p' /etc/group | sort | xargs"
	jail_login bob "$own"
	assert_equal "$output" 'board bob project' groups
	down gid unavail
	jail_login bob "$own"
	assert_equal "$output" 'bob project' groups
	host_log_flush
	assert_match "$(<"$HOST_LOG")" "user 'bob': group 7300 can not be looked up"
}

@test "a jail of one's own is not joined by who has lost his groups" {
	session_config 'scope = user'
	jail_hold shared alice
	first=$(jail_ask shared 'readlink /proc/self/ns/mnt')
	jail_login alice 'readlink /proc/self/ns/mnt'
	assert_equal "$output" "$first" 'the jail of the second login'
	down initgroups unavail
	jail_login alice 'readlink /proc/self/ns/mnt'
	assert_equal "$status" 0 "status ($output)"
}

@test "the program that asks for groups: numbers, and what is not an answer" {
	groups=${HELPER_PATH%/*}/pam_nsjail_groups
	run on_host "$groups" students pupils nobody-has-this project
	assert_equal "$output" '7100 7100 - 5001'
	for word in unavail refused tryagain; do
		down name "$word"
		run on_host "$groups" project students
		assert_equal "$status" 1
		assert_match "$output" "^!group 'students' can not be looked up: "
	done
	run on_host "$groups"
	assert_equal "$status" 2
}
