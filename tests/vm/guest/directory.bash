# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
#
# Limits without systemd: in a mount namespace where nothing shows that it runs.

parent=/sys/fs/cgroup/jails

# Not systemd's, so it is removed again; this shell's own namespaces stay as they are.
without_systemd()
{
	unshare --mount --propagation private bash -eu -c '
		mkdir -p /run/kept
		mount --bind /run/systemd/journal /run/kept
		mount -t tmpfs -o mode=0755 tmpfs /run/systemd
		mkdir /run/systemd/journal
		mount --move /run/kept /run/systemd/journal
		mount --bind /run/nsjail.conf /etc/security/nsjail.conf
		eval "$1"' bash "$1"
}

config()
{
	printf '%s\n' '[default]' 'rootfs = @usr' "$@" >/run/nsjail.conf
}

parent_make()
{
	[ ! -d $parent ] || return 0
	mkdir $parent
	echo '+memory +pids +cpu' >/sys/fs/cgroup/cgroup.subtree_control
	echo "+memory +pids +cpu" >$parent/cgroup.subtree_control
}

test_directory_limits_are_set_and_removed()
{
	parent_make
	config 'memory_max = 64M' 'tasks_max = 40' 'cpu_quota = 50%' "cgroup_parent = $parent"
	without_systemd 'su dora -c "cat /proc/self/cgroup; sleep 1000"' >/run/su.log 2>&1 &
	within 60 eval '[ "$(cgroups | wc -l)" -eq 1 ]'
	directory=$(cgroups)
	within 60 grep -q '^0::/$' /run/su.log
	same "$(cat "$directory/memory.max")" $((64 << 20)) memory.max
	same "$(cat "$directory/pids.max")" 40 pids.max
	same "$(cat "$directory/cpu.max")" "50000 100000" cpu.max
	same "$(cat "$directory/memory.oom.group")" 1 memory.oom.group
	for pid in $(cat "$directory/cgroup.procs"); do ps -o comm= -p "$pid" || true; done | sort >/run/inside
	cat /run/inside
	grep -q '^su$' /run/inside
	not grep -q nsjail-keeper /run/inside
	pkill -u dora -x sleep
	wait
	within 2 no_jails
}

test_directory_hog_is_killed()
{
	parent_make
	config 'memory_max = 48M' 'memory_swap_max = 0' "cgroup_parent = $parent"
	not without_systemd 'su dora -c "x=x; while :; do x=\$x\$x; done"'
	within 3 no_jails
	systemctl is-active ssh.service
}

test_directory_the_caller_goes_home()
{
	parent_make
	config 'memory_max = 64M' "cgroup_parent = $parent"
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" \
		"session required pam_nsjail.so" >/etc/pam.d/nsjail-tester
	cat /proc/self/cgroup
	# Killing what is left must not mean the one who closed the session.
	for _ in 1 2 3; do
		without_systemd 'pamtester nsjail-tester dora open_session close_session'
	done
	within 3 no_jails
}

test_directory_of_a_dead_keeper_is_swept()
{
	parent_make
	config 'memory_max = 64M' "cgroup_parent = $parent"
	without_systemd 'su dora -c "sleep 100"' &
	within 60 eval '[ "$(cgroups | wc -l)" -eq 1 ]'
	sleep 1
	kill -KILL "$(pgrep -x nsjail-keeper)"
	wait || true
	same "$(cgroups | wc -l)" 1 "cgroups of a dead keeper"
	without_systemd 'su dora -c true'
	within 3 no_jails
}

refused()
{
	before=$(date +%s)
	not without_systemd 'su dora -c "echo inside"' >/run/refused 2>&1
	cat /run/refused
	not grep -q inside /run/refused
	refusals "$before" "$1"
	within 3 no_jails
}

test_directory_refuses_a_missing_controller()
{
	parent_make
	config 'io_weight = 50' 'memory_max = 64M' "cgroup_parent = $parent"
	refused "controller 'io' is not available in '$parent'"
}

test_directory_refuses_without_a_parent()
{
	config 'memory_max = 64M'
	refused "a limit needs systemd as init, or the key 'cgroup_parent'"
	config 'memory_max = 64M' 'cgroup_parent = /sys/fs/cgroup/nowhere'
	refused "cgroup_parent '/sys/fs/cgroup/nowhere'"
	config 'memory_max = 64M' 'cgroup_parent = /var'
	refused "'/var' is no directory of cgroup2"
}

test_directory_refuses_one_that_is_read_only()
{
	parent_make
	config 'memory_max = 64M' "cgroup_parent = $parent"
	mount --bind $parent $parent
	mount -o remount,bind,ro $parent
	trap 'umount $parent' EXIT
	refused "cgroup '$parent/nsjail-.*' can not be made: Read-only file system"
}

test_directory_that_others_own_is_refused()
{
	parent_make
	chown dora $parent
	config 'memory_max = 64M' "cgroup_parent = $parent"
	trap 'chown root $parent' EXIT
	refused "cgroup_parent '$parent'.*not owned by root"
}
