# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Limits under systemd: that they are set, that everybody is inside, and what comes of failures.

test_systemd_knows_the_limits()
{
	hold alice
	directory=$(jail_of alice)
	scope=$(unit_of "$directory")
	systemctl show "$scope" >/run/scope
	for line in "Slice=user-$(id -u alice).slice" CPUWeight=50 IOWeight=20; do
		grep -Fx "$line" /run/scope
	done
	same "$(<"$directory/memory.max")" $((256 << 20)) memory.max
	same "$(<"$directory/memory.swap.max")" 0 memory.swap.max
	same "$(<"$directory/pids.max")" 64 pids.max
	same "$(<"$directory/cpu.max")" "150000 100000" cpu.max
	same "$(<"$directory/../cpu.weight")" 50 cpu.weight
	same "$(<"$directory/../io.weight")" "default 20" io.weight
	same "$(<"$directory/../memory.max")" max "memory.max of the scope, where the keeper is"
	same "$(<"$directory/memory.oom.group")" 1 memory.oom.group
	systemctl daemon-reload
	same "$(<"$directory/pids.max")" 64 "pids.max after daemon-reload"
	same "$(<"$directory/memory.oom.group")" 1 "memory.oom.group after daemon-reload"
}

# all_inside USER: init, his sshd and what he runs are in the jail's cgroup, and the keeper is not.
all_inside()
{
	hold "$1" 'cat /proc/self/cgroup; sleep 1000'
	within 60 grep -q '^0::/$' "/run/held-$1.log"
	directory=$(jail_of "$1")
	within 60 eval 'inside "$directory" | grep -q sleep'
	inside "$directory" >/run/inside
	cat /run/inside
	grep -q nsjail-init /run/inside
	grep -q sshd /run/inside
	not grep -q nsjail-keeper /run/inside
	grep -q "$(unit_of "$directory")/keeper$" "/proc/$(pgrep -x nsjail-keeper)/cgroup"
}

test_all_but_the_keeper_are_inside()
{
	all_inside alice
	# Nobody of the jail is anywhere else.
	for pid in $(pgrep -u alice); do
		grep -q "$(unit_of "$directory")/jail$" "/proc/$pid/cgroup" || fail "$pid is outside"
	done
}

test_all_but_the_keeper_are_inside_in_private_mode()
{
	all_inside paul
}

test_who_enters_is_inside_too()
{
	hold alice
	within 60 pgrep -u alice -x sleep
	# Seen from the jail's own root of cgroups; from elsewhere it would begin with "/..".
	same "$(timeout 60 nsjailctl enter alice cat /proc/self/cgroup)" "0::/" cgroup
}

test_users_without_limits_stay_where_they_were()
{
	hold dora
	within 60 pgrep -u dora -x sleep
	same "$(cgroups "$(id -u dora)")" "" "the cgroups of a jail that is its session's alone"
	grep -q ssh.service "/proc/$(pgrep -u dora -x sleep)/cgroup"
}

# It may outlive the unit that its first session came from.
test_a_shared_jail_without_limits_has_a_scope()
{
	hold una
	within 60 pgrep -u una -x sleep
	same "$(inside "$(jail_of una)")" nsjail-init "what is in the jail's cgroup"
	grep -q ssh.service "/proc/$(pgrep -u una -x sleep)/cgroup"
}

test_the_jail_is_gone_two_seconds_after_the_session()
{
	as alice true
	within 2 no_jails
	ls -d /sys/fs/cgroup/user.slice/*
	within 10 eval '[ ! -e "/sys/fs/cgroup/user.slice/user-$(id -u alice).slice" ]'
	same "$(systemctl list-units --all --no-legend --plain 'nsjail-*.scope')" "" "units of systemd"
}

test_the_caller_goes_home()
{
	# su ends a moment after the session: what the module's own end leaves is seen by pamtester.
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" \
		"session required pam_nsjail.so" >/etc/pam.d/nsjail-tester
	for _ in 1 2 3; do
		pamtester nsjail-tester alice open_session authenticate close_session </dev/null
	done
	within 2 no_jails
}

test_a_frozen_jail_ends()
{
	hold_su alice
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
	within 5 eval '[ -z "$(cgroups)" ]'
	within 5 eval '[ -z "$(systemctl list-units --all --no-legend --plain "nsjail-*.scope")" ]'
}

# What is in the cgroup ends with the jail, whatever namespaces it has (cgroup.kill).
test_the_cgroup_is_killed_not_the_processes_that_are_known()
{
	hold_su alice
	directory=$(jail_of alice)
	within 60 grep -q . "$directory/cgroup.procs"
	sleep 1000 &
	stray=$!
	echo $stray >"$directory/cgroup.procs"
	log_out alice
	within 2 no_jails
	not kill -0 $stray
}

# logind loses its name on the bus with it; newer ones end, are started again in vain, and given up.
bus_begin()
{
	systemctl start dbus.socket dbus.service
	systemctl reset-failed systemd-logind.service || true
	systemctl restart systemd-logind.service
	within 20 eval 'timeout 5 loginctl list-sessions >/dev/null'
}

test_without_the_bus_limited_users_are_refused()
{
	begin=$(date +%s)
	systemctl stop dbus.socket dbus.service
	not as alice 'echo inside' >/run/refused 2>&1
	not su - sam -c 'echo inside' >/run/refused.sam 2>&1 </dev/null
	same "$(as una 'echo inside')" inside
	bus_begin
	not grep -q inside /run/refused /run/refused.sam
	journalctl --sync
	journalctl -q -o cat --since "@$begin" | grep "jail of user 'una' has no scope and may end with its caller's unit: systemd can not be asked"
	cat /run/refused.sam
	grep -q 'Login refused' /run/refused.sam || fail "no word to the user"
	refusals "$begin" 'systemd can not be asked'
	same "$(grep -c 'refused.*systemd can not be asked' /run/journal)" 2 "refusals for the bus"
	within 5 no_jails
	same "$(as alice 'echo inside')" inside
}
