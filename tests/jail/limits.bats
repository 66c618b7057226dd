#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Limits that can not be applied: the login is refused and nothing is left. That they work is shown
# where there are controllers, in tests/vm.

load ../lib/jail

setup_file() {
	jail_host
	on_host_bash '
		mkdir -p /srv/cgroup2 /srv/others
		mount -t cgroup2 cgroup2 /srv/cgroup2 || mount --bind /sys/fs/cgroup/unified /srv/cgroup2
		chown 1001 /srv/others'
}

teardown() {
	on_host umount /sys/fs/cgroup 2>/dev/null || true
	on_host rm -rf /run/systemd
	jail_end
}

# What a cgroup2 that has no controllers to give says of them.
need_no_controllers() {
	local list

	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.subtree_control ]] || skip "no cgroup2 here"
	list=$(<"$HOST_ROOT/srv/cgroup2/cgroup.subtree_control")
	[[ " $list " != *" $1 "* ]] || skip "this machine's cgroup2 has the controller $1"
}

@test "unlimited is what it was: no cgroup" {
	session_config 'memory_max = unlimited' 'tasks_max = infinity' 'cgroup_parent = /srv/nowhere'
	before=$(on_host cat /proc/self/cgroup)
	jail_login alice 'echo inside'
	assert_equal "$output" inside
	assert_equal "$(on_host cat /proc/self/cgroup)" "$before" cgroup
}

@test "a limit without systemd and without cgroup_parent is refused" {
	for limit in 'memory_max = 1G' 'memory_swap_max = 0' 'tasks_max = 100' 'cpu_quota = 50%' \
		'cpu_weight = 10' 'io_weight = 10'; do
		session_config "$limit"
		jail_refuses "a limit needs systemd as init, or the key 'cgroup_parent'"
	done
}

@test "a limit that makes no sense is refused with its place" {
	session_config 'memory_max = 0' 'cpu_quota = 50'
	jail_refuses "nsjail.conf:[0-9]+: memory_max '0' .*nsjail.conf:[0-9]+: cpu_quota '50' "
}

@test "cgroup_parent: missing, of another file system, of somebody else" {
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/nowhere'
	jail_refuses "cgroup_parent '/srv/nowhere'"
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/host'
	jail_refuses "'/srv/host' is no directory of cgroup2"
	session_config 'tasks_max = 100' 'cgroup_parent = /srv/others'
	jail_refuses "cgroup_parent '/srv/others': .* is not owned by root"
}

@test "each controller that is missing is named" {
	need_no_controllers memory
	need_no_controllers pids
	session_config 'memory_max = 1G' 'tasks_max = 100' 'cgroup_parent = /srv/cgroup2'
	jail_refuses "controller 'memory' is not available in '/srv/cgroup2': .*controller 'pids' is not available"
}

@test "systemd without cgroup2 is refused" {
	on_host_bash 'mkdir -p /run/systemd/system; mkdir -p /sys/fs/cgroup
		mount -t tmpfs -o mode=0755 tmpfs /sys/fs/cgroup'
	session_config 'memory_max = 1G' 'cgroup_parent = /srv/cgroup2'
	jail_refuses "'/sys/fs/cgroup' is no directory of cgroup2"
}

@test "systemd that nobody can ask is refused" {
	[[ -e $HOST_ROOT/srv/cgroup2/cgroup.procs ]] || skip "no cgroup2 here"
	on_host_bash 'mkdir -p /run/systemd/system && mount --bind /srv/cgroup2 /sys/fs/cgroup'
	session_config 'memory_max = 1G'
	jail_refuses "systemd can not be asked: |program '.*pam_nsjail_scope'"
}
