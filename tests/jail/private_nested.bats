#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nested_namespaces: with no, nobody in the jail makes a user namespace by any of the kernel's doors;
# with yes, what needs one works.

load ../lib/private

setup_file() {
	need sshd ssh ssh-keygen bwrap || return 0
	private_host
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which bwrap)" "$(on_host which unshare)"
	# The one of util-linux, by another name than busybox's.
	on_host mv "$HOST_ROOTFS$(on_host which unshare)" "$HOST_ROOTFS/bin/util-unshare"
}

setup() {
	session_begin
}

# A door that this kernel does not have is not a door: it may be missing, not open.
assert_closed() {
	assert_denied "$1" 6
	assert_equal "$(grep -vcE '^(unshare|clone|clone3|unshare-32|clone-32): ENOSPC$|^setns: (EACCES|ENOENT|EPERM)$|^unshare-x32: (ENOSPC|ENOSYS)$' <<<"$1")" 0 "other answers in '$1'"
}

@test "control: yes opens all of them" {
	session_config 'nested_namespaces = yes'
	for who in 'prober nested' 'prober root prober nested'; do
		run host_ssh alice "$who"
		assert_done "$(grep -vE '^(setns|unshare-x32):' <<<"$output")" 3
	done
}

# Without the filter of system calls, it is the limit alone that holds.
@test "no: not for the tenant" {
	session_config 'nested_namespaces = no' 'seccomp = off'
	run host_ssh alice 'prober nested'
	assert_closed "$output"
}

@test "no: the filter says so before the limit does" {
	session_config
	for who in 'prober nested' 'prober root prober nested'; do
		run host_ssh alice "$who"
		assert_denied "$output" 6
		assert_equal "$(grep -vcE '^(unshare|clone|unshare-32|clone-32): EPERM$|^(clone3|unshare-x32): ENOSYS$|^setns: (EACCES|ENOENT|EPERM)$' <<<"$output")" 0 "other answers in '$output'"
	done
}

@test "no: not for his root" {
	session_config 'seccomp = off'
	run as_root alice 'prober nested'
	assert_closed "$output"
	run as_root alice 'unshare -m -p -f -u -i prober nested'
	assert_closed "$output"
	run as_root alice 'unshare -n true'
	assert_match "$output" 'No space left'
	# A network of his own comes with the right to others.
	session_config 'seccomp = off' 'network_owner = tenant'
	run as_root alice 'unshare -m -p -f -n -u -i prober nested'
	assert_closed "$output"
}

@test "no: not without /proc either" {
	session_config 'proc = no'
	run as_root alice 'prober nested'
	assert_denied "$output" 6
}

@test "no: the limit can not be raised again" {
	session_config 'seccomp = off'
	assert_equal "$(as_root alice 'cat /proc/sys/user/max_user_namespaces')" 0 limit
	run as_root alice 'prober write /proc/sys/user/max_user_namespaces; prober mount proc /tmp; prober locked /proc/sys'
	assert_denied "$output" 7
	run as_root alice 'mount -o remount,rw /proc/sys 2>/dev/null; (echo 100 >/proc/sys/user/max_user_namespaces) 2>/dev/null; prober nested'
	assert_closed "$output"
}

@test "namespaces of the other kinds are bounded, and with yes those of users are" {
	limits='grep -H . /proc/sys/user/max_*_namespaces | sed "s,.*/max_,,; s,_namespaces:, ,"'
	kinds='cgroup ipc mnt net pid time user uts'
	session_config 'nested_namespaces = no'
	assert_equal "$(as_root alice "$limits" | xargs)" "$(sed 's/[a-z]*/& 16/g; s/user 16/user 0/; s/net 16/net 0/' <<<"$kinds")"
	session_config 'nested_namespaces = yes'
	assert_equal "$(as_root alice "$limits" | xargs)" "$(sed 's/[a-z]*/& 128/g' <<<"$kinds")"
	session_config 'proc = no'
	run as_root alice 'for i in $(seq 30); do unshare -m sleep 3 2>&1 & done; wait'
	assert_equal "$(grep -c "No space left" <<<"$output")" 15 "of 30, and init has one"
}

@test "no: one tenant's limit is not another's, nor the host's" {
	session_config
	host_ssh alice true
	run on_host /srv/host/tools/prober nested
	assert_done "$(grep -vE '^(setns|unshare-x32):' <<<"$output")" 3
}

@test "yes: unshare -Ur gives a root within" {
	session_config 'nested_namespaces = yes'
	assert_equal "$(host_ssh alice 'id -u; util-unshare -Ur id -u')" $'1001\n0'
	run host_ssh alice 'util-unshare -Urm prober locked / /proc /home/alice'
	assert_denied "$output" 15
}

@test "yes: bubblewrap works" {
	run host_ssh alice 'true'
	session_config 'nested_namespaces = yes'
	run host_ssh alice 'bwrap --ro-bind / / --dev /dev --tmpfs /tmp --unshare-user --unshare-pid sh -c "id -u; touch /tmp/in && echo wrapped"'
	assert_equal "$output" $'1001\nwrapped'
	session_config
	run host_ssh alice 'bwrap --ro-bind / / --unshare-user true'
	[ "$status" -ne 0 ]
}
