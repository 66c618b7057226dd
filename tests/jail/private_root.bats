#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the tenant's root can not do: take away what was mounted for him, make devices, reach the kernel
# or the processes around him. Each attempt is shown to succeed where nothing forbids it.

load ../lib/private

LOCKED='/ /proc /proc/sys /proc/interrupts /proc/sys/fs/binfmt_misc /dev /tmp /run /home/alice /etc'

setup_file() {
	need sshd ssh ssh-keygen || return 0
	private_host
}

setup() {
	session_begin
}

teardown() {
	end_tenants
	session_end
}

@test "control: the tenant is root, with all capabilities, in his own namespaces" {
	run as_root alice 'id -u; grep CapEff /proc/self/status; hostname tenants-own && hostname; mount -t tmpfs none /tmp && echo mounted; umount /tmp && echo unmounted'
	assert_equal "${lines[0]}" 0 uid
	assert_match "${lines[1]}" 'CapEff:.0+1?f+$'
	assert_match "$output" tenants-own
	assert_match "$output" mounted
	assert_match "$output" unmounted
	assert_equal "$(on_host hostname)" private-host
}

@test "control: mounts that are not locked can be taken away" {
	run on_host unshare --mount --propagation private /srv/host/tools/prober locked /dev/shm /dev/pts
	assert_done "$output" 10
	run as_root alice 'mkdir /tmp/own && mount -t tmpfs none /tmp/own && prober locked /tmp/own'
	assert_equal "$(grep -cE '^(move|move_mount|umount).*: done$' <<<"$output")" 3 "done in '$output'"
}

@test "locked mounts: no umount, remount or move" {
	run as_root alice "prober locked $LOCKED"
	assert_denied "$output" 50
}

@test "locked mounts: no look below" {
	run on_host /srv/host/tools/prober uncover / /dev
	assert_done "$output" 2
	run as_root alice "prober uncover / /proc /proc/sys /dev"
	assert_denied "$output" 4
}

@test "the same after another copy of the mount namespace" {
	run as_root alice "unshare -m prober locked $LOCKED"
	assert_denied "$output" 50
}

# But for what init has mounted inside: a user namespace's own terminals and queues.
@test "locked mounts: every one that is there, whatever the plan lists" {
	session_config 'sysfs = yes' 'rootfs_mode = volatile' 'mask = /var/log' 'tmpfs = /mnt' 'bind = /etc/hostname' 'bind = /srv/bound:/usr/lib:rw'
	on_host mkdir -p /srv/bound
	run as_root alice 'cut -d" " -f5 /proc/self/mountinfo | grep -vx -e /dev/pts -e /dev/mqueue >/tmp/all; sort -u /tmp/all; prober locked $(sort -u /tmp/all)'
	session_config
	for path in / /proc /sys /sys/firmware /sys/fs/cgroup /var/log /mnt /etc/hostname /usr/lib /home/alice /proc/interrupts /dev; do
		grep -qx "$path" <<<"$output" || fail "'$path' is no mount: $output"
	done
	assert_denied "$output" 120
}

@test "sysfs: of his own network, read-only, and what is masked stays hidden" {
	session_config 'sysfs = yes'
	run on_host_bash 'ls /sys/firmware /sys/kernel/debug 2>/dev/null | wc -l'
	((output > 0)) || fail "control: the host has nothing there"
	run as_root alice 'ls /sys/class/net; ls /sys/firmware /sys/kernel/debug /sys/kernel/security /sys/fs/cgroup 2>/dev/null | grep -v -e : -e "^$"; find /sys/kernel /sys/devices/virtual/net -type f 2>/dev/null | while read -r f; do (: >>"$f") 2>/dev/null && echo "$f"; done; find /sys/class | wc -l; cut -d" " -f5,6 /proc/self/mountinfo | grep "^/sys "'
	session_config
	assert_match "$output" $'^lo\n *[1-9][0-9]+\n/sys ro,nosuid,nodev,noexec,relatime$'
	run as_root alice 'ls -A /sys'
	assert_equal "$output" "" "/sys without the key"
}

@test "the masks hide what they hide, and stay read-only" {
	run on_host_bash 'head -c 1 /proc/interrupts | wc -c'
	assert_equal "$output" 1 "control: bytes on the host"
	run as_root alice 'cat /proc/interrupts /proc/softirqs /proc/iomem /proc/kallsyms 2>/dev/null | wc -c; find /proc/acpi /proc/scsi -mindepth 1 2>/dev/null | wc -l'
	assert_equal "$output" $'0\n0' "bytes and files"
}

@test "a fresh procfs, sysfs or devtmpfs can not be had" {
	run on_host unshare --mount --propagation private --pid --fork /srv/host/tools/prober mount proc /dev/shm sysfs /dev/shm
	assert_done "$output" 2
	run as_root alice 'prober mount proc /tmp sysfs /tmp devtmpfs /tmp'
	assert_denied "$output" 3
	run as_root alice 'unshare -p -f prober mount proc /tmp'
	assert_denied "$output" 1
	run as_root alice 'prober mount tmpfs /tmp'
	assert_done "$output" 1
}

@test "no devices" {
	run on_host /srv/host/tools/prober devices /srv
	assert_match "$output" "mknod mem: done"
	for directory in /tmp /home/alice /run /dev/shm; do
		run as_root alice "prober devices $directory"
		assert_denied "$output" 3
	done
}

@test "nothing that concerns the kernel" {
	run on_host /srv/host/tools/prober system
	(($(grep -c ': done$' <<<"$output") >= 3)) || fail "control: $output"
	run as_root alice 'prober system'
	assert_denied "$output" 8
}

@test "/proc/sys and the switches of /proc are not writable" {
	files='/proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sys/vm/drop_caches /proc/sys/net/ipv4/ip_forward'
	run on_host /srv/host/tools/prober write $files
	assert_done "$output" 4
	run as_root alice "prober write $files"
	assert_denied "$output" 4
}

@test "no file of /proc outside of his processes can be written" {
	run as_root alice 'find /proc -path "/proc/[0-9]*" -prune -o -path "/proc/self*" -prune -o -path "/proc/thread-self*" -prune -o -type f -print 2>/dev/null | while read -r f; do (: >>"$f") 2>/dev/null && echo "$f"; done; echo end'
	assert_equal "$output" end
}

# Processes of the jail that are not alice's: by what the host calls them.
jail_pid() {
	on_host_bash 'for pid in $(pgrep "${@:2}"); do
		[[ $(readlink /proc/$pid/ns/pid_for_children) == "$1" ]] && awk "/NSpid/ { print \$NF }" /proc/$pid/status && break
	done' "$(on_host_bash 'readlink /proc/$(pgrep -x nsjail-init)/ns/pid')" "$@"
}

@test "control: a process of the same user can be looked into and traced" {
	run as_root alice 'sleep 100 & sleep 0.2; prober peek $!; kill $!'
	assert_equal "$(grep -cE '^(open (fd|root/|cwd/|exe|ns/user|ns/mnt|mem)|process_vm_readv|pidfd_getfd|ptrace).*: done$' <<<"$output")" 9 "done in '$output'"
}

@test "init is closed to the tenant's root" {
	run as_root alice 'prober peek 1'
	assert_denied "$output" 14
}

@test "his own sshd process, once he is himself, is closed to the tenant's root" {
	begin_tenant alice
	pid=$(jail_pid -f "$(sshd_child alice)")
	assert_match "$pid" '^[0-9]+$' "pid in the jail"
	TENANT_PID=$(on_host_bash 'pgrep -x nsjail-init')
	run on_host nsenter -t "$TENANT_PID" --user --mount --pid --net --uts --ipc /bin/prober peek "$pid"
	assert_denied "$output" 14
}

# count_outside NUMBER PGREP...: so many processes there are.
count_outside() {
	[[ $(on_host pgrep -c "${@:2}") == "$1" ]]
}

@test "no signal leaves the jail: kill(-1) of the tenant's root" {
	on_host sleep 311 3>&- &
	on_host setpriv --reuid 1001 --clear-groups sleep 311 3>&- &
	begin_tenant bob
	eventually count_outside 2 -f "^sleep 311"
	before=$(on_host pgrep -c -x "sleep|sshd|nsjail-keeper")
	run as_root alice 'prober kill 9'
	eventually count_outside "$before" -x "sleep|sshd|nsjail-keeper"
	count_outside 2 -f "^sleep 311"
	on_host_bash 'kill $(pgrep -f "^sleep 311")'
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

@test "ids end where the range ends" {
	run as_root alice 'touch /tmp/file; prober ids /tmp/file'
	assert_equal "$output" "chown 65535: done
setuid 65535: done
chown 65536: EINVAL
setuid 65536: EINVAL
chown 1000000: EINVAL
setuid 1000000: EINVAL
chown 4294967294: EINVAL
setuid 4294967294: EINVAL"
}

@test "the host's network, queues and segments are not there" {
	run as_root alice 'ip link 2>/dev/null | grep -c "^[0-9]"; ip link add d0 type dummy 2>&1; cat /proc/sysvipc/shm | wc -l'
	assert_equal "${lines[0]}" 1 "number of interfaces"
}
