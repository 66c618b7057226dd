# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Limits under systemd: that they are set, that everybody is inside, and that only the offender is hit.

# The directory of the one jail of a user.
jail_of()
{
	local scope

	within 60 one_scope "$(id -u "$1")"
	scope=$(scopes "$(id -u "$1")")
	echo "/sys/fs/cgroup$(systemctl show -P ControlGroup "$scope")"
}

test_systemd_knows_the_limits()
{
	hold alice
	directory=$(jail_of alice)
	scope=${directory##*/}
	same "$(systemctl show -P Slice "$scope")" "user-$(id -u alice).slice" slice
	systemctl show "$scope" >/run/scope
	for line in MemoryMax=$((256 << 20)) MemorySwapMax=0 TasksMax=64 CPUWeight=50 IOWeight=20; do
		grep -Fx "$line" /run/scope
	done
	grep -x 'CPUQuotaPerSecUSec=1\.50*s' /run/scope
	same "$(cat "$directory/memory.max")" $((256 << 20)) memory.max
	same "$(cat "$directory/memory.swap.max")" 0 memory.swap.max
	same "$(cat "$directory/pids.max")" 64 pids.max
	same "$(cat "$directory/cpu.max")" "150000 100000" cpu.max
	same "$(cat "$directory/cpu.weight")" 50 cpu.weight
	same "$(cat "$directory/io.weight")" "default 20" io.weight
	same "$(cat "$directory/jail/memory.oom.group")" 1 memory.oom.group
	systemctl daemon-reload
	same "$(cat "$directory/pids.max")" 64 "pids.max after daemon-reload"
	same "$(cat "$directory/jail/memory.oom.group")" 1 "memory.oom.group after daemon-reload"
}

test_all_but_the_keeper_are_inside()
{
	hold alice 'cat /proc/self/cgroup; sleep 1000'
	directory=$(jail_of alice)
	within 20 grep -q '^0::/$' /run/held-alice.log
	while read -r pid; do
		ps -o pid=,comm= -p "$pid"
	done <"$directory/jail/cgroup.procs" >/run/inside
	cat /run/inside
	grep -q nsjail-init /run/inside
	grep -q sshd /run/inside
	grep -q sleep /run/inside
	not grep -q nsjail-keeper /run/inside
	not grep -q "${directory##*/}" "/proc/$(pgrep -x nsjail-keeper)/cgroup"
	# Nobody of the jail is anywhere else.
	for pid in $(pgrep -u alice); do
		grep -q "${directory##*/}" "/proc/$pid/cgroup" || fail "$pid is outside"
	done
}

test_users_without_limits_stay_where_they_were()
{
	hold dora
	within 30 pgrep -u dora -x sleep
	same "$(scopes)" "" scopes
	grep -q ssh.service "/proc/$(pgrep -u dora -x sleep)/cgroup"
}

test_the_jail_is_gone_two_seconds_after_the_session()
{
	as alice true
	within 2 no_jails
	ls -d /sys/fs/cgroup/user.slice/*
	within 10 eval '[ ! -e "/sys/fs/cgroup/user.slice/user-$(id -u alice).slice" ]'
}

test_the_caller_goes_home()
{
	# su ends a moment after the session: what the module's own end leaves is seen by pamtester.
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" \
		"session optional pam_exec.so quiet stdout type=close_session /bin/sh -c true" \
		"session required pam_nsjail.so" >/etc/pam.d/tester
	(
		echo $BASHPID >/run/tester.pid
		exec pamtester tester alice open_session 'authenticate' close_session </dev/null
	)
	within 2 no_jails
}

test_a_memory_hog_ends_alone()
{
	hold alice
	jail_of alice
	neighbour_begin
	for _ in 1 2; do
		not as hog 'x=x; while :; do x=$x$x; done'
	done
	within 5 eval '[ -z "$(scopes "$(id -u hog)")" ]'
	neighbour_end
	journalctl -k -q -o cat | grep -m 1 'Tasks in /user.slice/.*/nsjail-.*are going to be killed'
	kill -0 "$(cat /run/held-alice)"
	one_scope "$(id -u alice)"
	systemctl is-active ssh.service
	release alice
	within 5 no_jails
}

test_a_fork_bomb_stops_at_tasks_max()
{
	hold bomb 'f() { f | f & }; while :; do f 2>/dev/null; sleep 1; done'
	directory=$(jail_of bomb)
	neighbour_begin
	within 60 eval '[ "$(sed -n "s/^max //p" '"$directory"'/pids.events)" -gt 0 ]'
	sleep 10
	most=$(cat "$directory/pids.current")
	[ "$most" -le 48 ] || fail "$most tasks"
	neighbour_end
	release bomb
	within 10 no_jails
}

test_cpu_quota_is_kept()
{
	hold burner 'while :; do :; done & while :; do :; done'
	directory=$(jail_of burner)
	sleep 3
	before=$(sed -n 's/^usage_usec //p' "$directory/cpu.stat") begin=$(date +%s%N)
	sleep 10
	after=$(sed -n 's/^usage_usec //p' "$directory/cpu.stat") end=$(date +%s%N)
	percent=$(((after - before) * 100000 / (end - begin)))
	echo "$percent percent"
	[ "$percent" -le 30 ]
	[ "$percent" -ge 5 ]
}

test_a_frozen_jail_ends()
{
	hold alice
	directory=$(jail_of alice)
	keeper=$(pgrep -x nsjail-keeper)
	echo 1 >"$directory/cgroup.freeze"
	within 5 grep -q 'frozen 1' "$directory/cgroup.events"
	release alice
	kill -KILL "$keeper"
	sleep 1
	echo 0 >"$directory/cgroup.freeze" 2>/dev/null || true
	within 5 no_jails
}

test_the_keepers_death_leaves_no_scope()
{
	hold alice
	jail_of alice
	kill -KILL "$(pgrep -x nsjail-keeper)"
	within 5 eval '[ -z "$(scopes)$(cgroups)" ]'
}

test_without_the_bus_limited_users_are_refused()
{
	begin=$(date +%s)
	systemctl stop dbus.socket dbus.service
	not as alice 'echo inside' >/run/refused 2>&1
	same "$(as dora 'echo inside')" inside
	systemctl start dbus.socket dbus.service
	not grep -q inside /run/refused
	cat /run/refused
	grep -q 'Login refused' /run/refused || fail "no word to the user"
	refusals "$begin" 'systemd can not be asked'
	within 5 no_jails
	same "$(as alice 'echo inside')" inside
}
