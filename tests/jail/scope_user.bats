#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# scope = user: one jail for all sessions of a user; how long it lives, and what ends it.

load ../lib/session

setup_file() {
	session_host nsjail-jail
}

setup() {
	session_config 'scope = user'
	session_begin
}

teardown() {
	local job

	rm -f "$HOST_ROOT"/home/*/hold-*
	for job in $(jobs -p); do
		wait "$job" || true
	done
	session_end
}

# login NAME COMMAND
login() {
	on_host /srv/host/tools/pam_login nsjail-jail "$1" 1 "$2"
}

# hold NAME TAG [COMMAND]: a session that lasts until release NAME TAG; its output is in a file.
hold() {
	touch "$HOST_ROOT/home/$1/hold-$2"
	: >"$HOST_DIR/$2" # what an earlier test left there says "started", too
	login "$1" "${3:-:}"'
		echo started; while [ -e ~/hold-'"$2"' ]; do sleep 0.05; done' \
		>"$HOST_DIR/$2" 2>&1 3>&- &
	eventually grep -q started "$HOST_DIR/$2"
}

release() {
	rm -f "$HOST_ROOT/home/$1/hold-$2"
}

entries() {
	on_host ls -A "$STATE_DIR/jails"
}

entry_count() {
	entries | wc -l
}

has_entries() {
	[[ $(entry_count) == "$1" ]]
}

keeper() {
	on_host pgrep -x nsjail-keeper
}

has_no_keeper() {
	! keeper >/dev/null
}

no_process() {
	[[ ! -e $HOST_ROOT/proc/$1 ]]
}

runs() {
	on_host pgrep -f "^$1" >/dev/null
}

does_not_run() {
	! runs "$1"
}

# One process can have a second session only if the first one has left it the capabilities that the
# helper needs.
ALL='capabilities = chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap
	net_admin sys_chroot sys_ptrace sys_admin sys_resource mknod'
ALL=${ALL//$'\n\t'/ }

# Everything that limits a process, and where it is.
# shellcheck disable=SC2016
CONFINEMENT='for n in mnt pid uts ipc cgroup net user; do readlink /proc/self/ns/$n; done
	grep -E "^(Uid|Gid|Groups|Cap.*|NoNewPrivs|Seccomp.*):" /proc/self/status; cat /proc/self/limits'

@test "a second login is in the first one's jail, with the same confinement" {
	hold alice first "$CONFINEMENT; sleep 77 & echo \$!"
	second=$(login alice "$CONFINEMENT; ps | grep -c '  sleep 77$'")
	release alice first
	assert_equal "$(tail -n 1 <<<"$second")" 1 "processes of the first login in sight"
	diff <(sed '$d' <<<"$second") <(sed '/^[0-9]*$/d; /^started$/d' "$HOST_DIR/first")
	assert_match "$second" 'CapBnd:	0+'
	assert_match "$second" 'NoNewPrivs:	1'
	assert_match "$second" 'Groups:	1001 5001 5002'
	[[ $(host_namespaces) != *"$(head -n 1 <<<"$second")"* ]]
}

@test "the entry is a socket of root's, one for the jail, gone with the last session" {
	hold alice first
	hold alice second
	run on_host find "$STATE_DIR/jails" -mindepth 1 -printf '%y %m %U %f\n'
	assert_match "$output" '^s 700 0 1001-[0-9a-f]{16}$'
	release alice first
	sleep 0.3
	has_entries 1
	release alice second
	eventually has_entries 0
}

@test "a jail of one session has an entry of its own, and nobody joins it" {
	session_config 'scope = session'
	hold alice first 'readlink /proc/self/ns/mnt'
	hold alice second 'readlink /proc/self/ns/mnt'
	has_entries 2
	[[ $(head -n 1 "$HOST_DIR/first") != "$(head -n 1 "$HOST_DIR/second")" ]]
}

@test "two users have two jails" {
	hold alice first 'readlink /proc/self/ns/mnt'
	second=$(login bob 'readlink /proc/self/ns/mnt')
	[[ $(head -n 1 "$HOST_DIR/first") != "$second" ]]
}

@test "linger = 0: what a session leaves behind lives until the last one ends" {
	hold alice first 'setsid sleep 4711 </dev/null >/dev/null 2>&1 &'
	hold alice second
	release alice first
	sleep 0.3
	runs 'sleep 4711'
	release alice second
	eventually does_not_run 'sleep 4711'
}

@test "linger = forever: a later login finds what an earlier one has left" {
	session_config 'scope = user' 'linger = forever'
	before=$(login alice 'setsid sleep 4712 </dev/null >/dev/null 2>&1 & readlink /proc/self/ns/mnt')
	sleep 0.5
	runs 'sleep 4712'
	has_entries 1
	after=$(login alice 'readlink /proc/self/ns/mnt; ps')
	assert_equal "$(head -n 1 <<<"$after")" "$before" "mount namespace"
	assert_match "$after" 'sleep 4712'
	on_host kill "$(keeper)"
	eventually does_not_run 'sleep 4712'
	on_host "$HELPER_PATH"
	has_entries 0
}

@test "a duration is counted from the end of the last session" {
	session_config 'scope = user' 'linger = 6s'
	login alice 'setsid sleep 4713 </dev/null >/dev/null 2>&1 &'
	sleep 3.2
	login alice true
	sleep 3.2
	runs 'sleep 4713' || fail "counted from the end of the first session"
	EVENTUALLY_MS=6000 eventually does_not_run 'sleep 4713'
	has_entries 0
}

@test "a changed configuration makes another jail, and the log says so" {
	hold alice first 'readlink /proc/self/ns/mnt'
	session_config 'scope = user' 'sysfs = yes'
	hold alice second 'readlink /proc/self/ns/mnt; ls /sys'
	[[ $(head -n 1 "$HOST_DIR/first") != "$(head -n 1 "$HOST_DIR/second")" ]]
	assert_match "$(<"$HOST_DIR/second")" 'kernel'
	has_entries 2
	grep -q "another jail of an older plan is still up for user 'alice'" "$HOST_LOG"
	# The old plan is still good for whoever has it.
	session_config 'scope = user'
	assert_equal "$(login alice 'readlink /proc/self/ns/mnt')" "$(head -n 1 "$HOST_DIR/first")" jail
	release alice first
	eventually has_entries 1
}

# lingering MODE...: a jail with an overlay that lingers without a session, and a process in it
lingering() {
	session_config 'scope = user' 'linger = forever' 'rootfs_mode = overlay' 'overlay_dir = /srv/lingering/%U' "$@"
	on_host_bash 'rm -rf /srv/lingering; mkdir /srv/lingering'
	login alice 'readlink /proc/self/ns/mnt; sleep 4242 >/dev/null 2>&1 &'
	eventually runs 'sleep 4242'
}

@test "a jail that only lingers gives way to a new plan, overlay and all, in both modes" {
	for mode in no yes; do
		lingering "user_namespace = $mode"
		session_config 'scope = user' 'linger = forever' 'rootfs_mode = overlay' 'overlay_dir = /srv/lingering/%U' \
			"user_namespace = $mode" 'sysfs = yes'
		assert_equal "$(login alice 'echo in')" in "user_namespace = $mode"
		has_entries 1
		does_not_run 'sleep 4242'
		grep -q "a jail of an older plan, without a session, has made room for user 'alice'" "$HOST_LOG"
		on_host nsjailctl kill alice
		: >"$HOST_LOG"
	done
}

# What is advised is tried: the login comes in, with the group.
@test "a group that he is given while his overlay is up: refused, and what nsjailctl why says lets him in" {
	local id private

	on_host cp /etc/group /srv/group
	for private in no yes; do
		session_config 'rootfs_mode = overlay' 'overlay_dir = /srv/lingering/%U' "user_namespace = $private"
		on_host_bash 'rm -rf /srv/lingering; mkdir /srv/lingering'
		hold alice first 'echo held'
		host_group morning 5050 alice
		: >"$HOST_LOG"
		run login alice 'echo in'
		assert_match "$output" 'open 6'
		host_log_flush
		id=$(grep -aoE 'refused \[[0-9a-f]{8}' "$HOST_LOG" | tail -c 9)
		run on_host nsjailctl why --log /srv/host/log "$id"
		assert_match "$output" "overlay_dir '/srv/lingering/1001': another jail keeps its changes there, which has another plan, as from before a change of the configuration, the account or its groups: it ends with its sessions, or by 'nsjailctl kill'"
		assert_match "$output" 'mend: let him end his sessions, or end them: nsjailctl kill USER'
		on_host nsjailctl kill alice
		assert_equal "$(login alice 'id -G' | grep -ow 5050)" 5050 "user_namespace = $private"
		release alice first
		on_host cp /srv/group /etc/group
		on_host nsjailctl kill alice || true
	done
}

@test "so it does for a jail of one session, and not for another configuration file" {
	lingering
	session_config 'rootfs_mode = overlay' 'overlay_dir = /srv/lingering/%U'
	assert_equal "$(login alice 'echo in')" in
	lingering
	cp "$HOST_ROOT$CONFIG_PATH" "$HOST_ROOT${CONFIG_PATH%/*}/other.conf"
	echo 'sysfs = yes' >>"$HOST_ROOT${CONFIG_PATH%/*}/other.conf"
	sed -i 's/^sysfs.*//; s/^\[group/sysfs = yes\n[group/' "$HOST_ROOT${CONFIG_PATH%/*}/other.conf"
	printf 'session required /srv/host/pam_nsjail.so conf=%s\n' "${CONFIG_PATH%/*}/other.conf" >"$HOST_ROOT/etc/pam.d/nsjail-other"
	run on_host /srv/host/tools/pam_login nsjail-other alice 1 'echo in'
	[[ $output != in ]] || fail "it took the other one's overlay"
	runs 'sleep 4242'
	on_host nsjailctl kill alice
}

@test "one with a session does not give way" {
	session_config 'scope = user' 'linger = forever'
	hold alice first 'sleep 4242 >/dev/null 2>&1 &'
	session_config 'scope = user' 'linger = forever' 'sysfs = yes'
	login alice true
	has_entries 2
	runs 'sleep 4242'
	release alice first
	on_host nsjailctl kill alice
}

@test "another comment (gecos) makes no other jail, and a new group no login wait in vain" {
	for mode in no yes; do
		lingering "user_namespace = $mode"
		first=$(login alice 'readlink /proc/self/ns/mnt')
		cp "$HOST_ROOT/etc/passwd" "$HOST_DIR/passwd"
		sed -i '/^alice:/s/alice of the tests/Alice, room 7/' "$HOST_ROOT/etc/passwd"
		second=$(login alice 'readlink /proc/self/ns/mnt')
		cat "$HOST_DIR/passwd" >"$HOST_ROOT/etc/passwd"
		assert_equal "$second" "$first" "the jail, user_namespace = $mode"
		cp "$HOST_ROOT/etc/group" "$HOST_DIR/group"
		host_group late 5009 alice
		second=$(login alice 'id -nG')
		cat "$HOST_DIR/group" >"$HOST_ROOT/etc/group"
		assert_match "$second" late
		on_host nsjailctl kill alice
	done
}

@test "a comment in the configuration makes no other jail" {
	hold alice first 'readlink /proc/self/ns/mnt'
	session_config '# nothing' 'scope = user'
	assert_equal "$(login alice 'readlink /proc/self/ns/mnt')" "$(head -n 1 "$HOST_DIR/first")" jail
}

@test "a new group makes another jail, which knows it" {
	hold alice first 'readlink /proc/self/ns/mnt'
	cp "$HOST_ROOT/etc/group" "$HOST_DIR/group"
	host_group late 5009 alice
	second=$(login alice 'readlink /proc/self/ns/mnt; id')
	cat "$HOST_DIR/group" >"$HOST_ROOT/etc/group"
	assert_match "$second" '5009\(late\)'
	[[ $(head -n 1 "$HOST_DIR/first") != "$(head -n 1 <<<"$second")" ]]
}

@test "the keeper's death ends all sessions at once, and the next login has a new jail" {
	hold alice first 'touch /tmp/mark'
	hold alice second
	on_host kill -KILL "$(keeper)"
	eventually does_not_run 'sh -c .*started'
	# Not by the number of a namespace, which is used again.
	login alice '[ ! -e /tmp/mark ]'
	eventually has_entries 0
}

@test "the init's death ends all sessions, and the next login has a new jail" {
	hold alice first 'touch /tmp/mark'
	hold alice second
	on_host kill -KILL "$(on_host pgrep -x nsjail-init)"
	# Not by the number of a namespace, which is used again.
	login alice '[ ! -e /tmp/mark ]'
}

@test "a caller's death ends its session and no other" {
	hold alice first 'echo $$'
	hold alice second
	on_host kill -KILL "$(on_host pgrep -f '^/srv/host/tools/pam_login .*hold-first')"
	sleep 0.3
	has_entries 1
	runs 'sh -c .*hold-second'
	release alice second
	eventually has_entries 0
}

@test "a keeper that is stopped: this user is refused in time, others come in at once" {
	local begin now

	hold alice first
	stopped=$(keeper)
	on_host kill -STOP "$stopped"
	machine_ms begin
	run login alice true
	on_host_bash 'for ((i = 0; i < 5; i++)); do /srv/host/tools/pam_login nsjail-jail bob 1 true || exit; done'
	machine_ms now
	on_host kill -CONT "$stopped"
	assert_equal "$status" 1 status
	assert_match "$(host_log_refusals)" "keeper of the user's jail gives no answer: Connection timed out"
	((now - begin < 9000)) || fail "it took too long"
	login alice true
}

@test "while one user's keeper is stopped and a login waits for it, another user's login is quick" {
	local begin now

	hold alice first
	stopped=$(keeper)
	on_host kill -STOP "$stopped"
	login alice true 2>/dev/null 3>&- &
	sleep 0.2
	machine_ms begin
	login bob true
	machine_ms now
	((now - begin < 1000)) || fail "it took too long"
	on_host kill -CONT "$stopped"
}

# caller_stopped: a session that is about to close while its jail's keeper, which has another, is stopped.
caller_stopped() {
	hold alice first
	stopped=$(keeper)
	: >"$HOST_DIR/caller" # or the last one's would be found
	on_host /srv/host/tools/caller nsjail-jail alice open sleep=500 close >"$HOST_DIR/caller" 2>&1 3>&- &
	eventually grep -q '^open success' "$HOST_DIR/caller"
	on_host kill -STOP "$stopped"
}

@test "a close ends when the keeper has let the session go, and no sooner" {
	caller_stopped
	sleep 1.2
	assert_equal "$(<"$HOST_DIR/caller")" "open success" "while the keeper is stopped"
	on_host kill -CONT "$stopped"
	eventually grep -q '^close success' "$HOST_DIR/caller"
	host_log_flush
	[[ $(<"$HOST_LOG") != *"does not let go of it"* ]]
	runs 'sh -c .*hold-first'
}

@test "a keeper that does not let go holds a close up for two seconds, and that is told" {
	caller_stopped
	eventually grep -q '^close success' "$HOST_DIR/caller"
	on_host kill -CONT "$stopped"
	host_log_flush
	assert_match "$(<"$HOST_LOG")" 'session \[[0-9a-f]{8}\]: the keeper does not let go of it: Connection timed out'
	runs 'sh -c .*hold-first'
}

@test "jails that somebody else could have prepared are not joined" {
	hold alice first
	chown 1001 "$HOST_ROOT$STATE_DIR/jails"
	run login alice true
	chown 0 "$HOST_ROOT$STATE_DIR/jails"
	assert_equal "$status" 1 status
	assert_match "$(host_log_refusals)" "can not use '$STATE_DIR/jails': '$STATE_DIR/jails' is not owned by root"
}

@test "a tenant's process that has the number of a dead init, in namespaces of its own, is not joined" {
	local init fake jail

	[[ -e /proc/sys/kernel/ns_last_pid ]] || skip "the kernel gives no number that one asks for"
	session_config 'scope = user' 'linger = forever'
	login alice true
	init=$(on_host pgrep -x nsjail-init)
	on_host kill -KILL "$(keeper)"
	eventually no_process "$init"
	has_entries 1
	on_host_bash '
		for tries in {1..50}; do
			echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
			unshare --mount --uts --ipc --net --cgroup setpriv --reuid 1001 --regid 1001 --clear-groups \
				sleep 60 </dev/null >/dev/null 2>&1 &
			(($! == $1)) && exit
			kill $!
		done
		exit 1' "$init"
	eventually runs 'sleep 60'
	fake=$(on_host readlink "/proc/$init/ns/mnt")
	jail=$(login alice 'readlink /proc/self/ns/mnt')
	on_host kill "$init"
	assert_match "$fake $jail" '^mnt:\[[0-9]+\] mnt:\[[0-9]+\]$'
	[[ $jail != "$fake" ]] || fail "the login is in the tenant's own jail"
	[[ $(on_host pgrep -x nsjail-init) != "$init" ]]
	has_entries 1
	on_host kill "$(keeper)"
	eventually has_no_keeper
	on_host "$HELPER_PATH"
}

@test "the tenant can not reach the place of the entries" {
	run login alice "ls $STATE_DIR $STATE_DIR/jails /proc/1/root/run /proc/1/cwd; echo x >$STATE_DIR/jails/x"
	assert_equal "$status" 1 status
	[[ $output != *1001-* ]]
}

@test "a first login that fails after the jail was made leaves nothing, whatever linger says" {
	session_config 'scope = user' 'linger = forever' 'on_create = /bin/false'
	run login alice true
	assert_equal "$status" 1 status
	has_entries 0
}

@test "on_create and on_destroy run once for a jail, without the keeper's protection from the OOM killer" {
	on_host_bash 'printf "#!/bin/sh\necho \$NSJAIL_EVENT \$(cat /proc/self/oom_score_adj) >>/srv/host/hooks\n" >/srv/host/hook
		chmod 0755 /srv/host/hook; rm -f /srv/host/hooks'
	session_config 'scope = user' 'on_create = /srv/host/hook' 'on_destroy = /srv/host/hook'
	hold alice first
	hold alice second
	score=$(on_host cat "/proc/$(keeper)/oom_score_adj")
	release alice first
	release alice second
	eventually grep -q destroy "$HOST_ROOT/srv/host/hooks"
	assert_equal "$(<"$HOST_ROOT/srv/host/hooks")" "create 0"$'\n'"destroy 0"
	# Where even root must not lower it there is no protection, but none is asked for in vain either.
	expected=-1000
	on_host_bash 'echo -1000 >/proc/self/oom_score_adj' 2>/dev/null || expected=0
	assert_equal "$score" "$expected" "the keeper's own score"
}

@test "the keeper has no privileges, no terminal and a session of its own" {
	hold alice first
	run on_host_bash 'cd /proc/$1; grep -E "^(Cap|NoNewPrivs)" status; cut -d" " -f 6,7 stat; grep core limits' "$(keeper)"
	# All but the bounding set, which gives nobody anything here.
	assert_equal "$(grep -v '^CapBnd' <<<"$output" | grep -c '^Cap.*:	0000000000000000$')" 4 "empty sets"
	assert_match "$output" 'NoNewPrivs:	1'
	assert_match "$output" "$(keeper) 0"
	assert_match "$output" 'Max core file size +0 +0'
}

@test "with an overlay a login waits for the jail that is ending" {
	session_config 'scope = user' 'rootfs_mode = overlay' 'overlay_dir = /srv/overlay/%U'
	mkdir -p "$HOST_ROOT/srv/overlay"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		login alice "echo $i"
	done
}

@test "a helper run by hand removes what two deaths have left" {
	hold alice first
	# Neither is to act on the other one's death.
	on_host_bash 'kill -STOP $(pgrep -x nsjail-keeper); kill -KILL $(pgrep -x pam_login) $(pgrep -x nsjail-keeper)'
	eventually does_not_run 'sh -c .*started'
	has_entries 1
	run on_host "$HELPER_PATH"
	assert_match "$output" 'removed: 1$'
	has_entries 0
}

# Who takes the place of a clock that starts at 0 must not take the monotonic one: timers run on it.
@test "time: uptime counts from the jail's start, for all its sessions; the monotonic clock is the host's" {
	session_config 'scope = user' 'namespaces = mount pid uts ipc cgroup net time'
	hold alice first 'cat /proc/uptime; readlink /proc/self/ns/time; cat /proc/self/timens_offsets'
	first=$(<"$HOST_DIR/first")
	sleep 1.2
	second=$(login alice 'cat /proc/uptime; readlink /proc/self/ns/time; cat /proc/self/timens_offsets')
	assert_match "$first" $'^[01]\\.[0-9]+ '
	assert_match "$second" $'^[1-9]\\.[0-9]+ '
	awk 'NR == 1 { begin = $1 } NR == 4 { exit !($1 >= begin + 1.2) }' <<<"$first"$'\n'"$second" ||
		fail "it does not go on: '$first' '$second'"
	assert_match "$first" 'monotonic +0 +0'
	assert_equal "$(sed -n 2p <<<"$first")" "$(sed -n 2p <<<"$second")" "time namespace"
	[[ $(on_host readlink /proc/1/ns/time) != "$(sed -n 2p <<<"$first")" ]]
	assert_equal "$(on_host readlink "/proc/$(keeper)/ns/time")" "$(on_host readlink /proc/1/ns/time)" "the keeper's"
	assert_equal "$(on_host readlink "/proc/$(keeper)/ns/time_for_children")" \
		"$(on_host readlink /proc/1/ns/time)" "that of the keeper's children"
}

@test "time: the caller has its own clock back after the session" {
	session_config 'namespaces = mount pid uts ipc cgroup net time' "$ALL sys_time" "seccomp = off"
	on_host /srv/host/tools/pam_login nsjail-jail alice 50 '[ $(cut -d. -f1 /proc/uptime) -lt 5 ]'
}

@test "time: hooks have the host's clock" {
	on_host_bash 'printf "#!/bin/sh\ncat /proc/uptime >>/srv/host/hooks\n" >/srv/host/hook; chmod 0755 /srv/host/hook; rm -f /srv/host/hooks'
	session_config 'namespaces = mount pid time uts net' 'on_create = /srv/host/hook' 'on_destroy = /srv/host/hook'
	login alice true
	eventually eval '(($(wc -l <"$HOST_ROOT/srv/host/hooks") == 2))'
	assert_equal "$(awk -v least="$(cut -d. -f1 /proc/uptime)" '$1 >= least - 10' "$HOST_ROOT/srv/host/hooks" | wc -l)" 2
}

@test "500 sessions opened and closed in one process: nothing grows in it, nothing is left" {
	session_config 'scope = user' "$ALL" "seccomp = off"
	on_host /srv/host/tools/pam_login nsjail-jail alice 500
}

@test "500 sessions with a command each, in a jail that lingers" {
	session_config 'scope = user' 'linger = 1' "$ALL" "seccomp = off"
	on_host /srv/host/tools/pam_login nsjail-jail alice 500 true
}

@test "10,000 sessions opened and closed in one process" {
	[[ ${LONG:-0} == 1 ]] || skip "takes minutes: make check-long"
	session_config 'scope = user' "$ALL" "seccomp = off"
	on_host /srv/host/tools/pam_login nsjail-jail alice 10000
	session_config 'scope = session' "$ALL" "seccomp = off"
	on_host /srv/host/tools/pam_login nsjail-jail alice 10000
}
