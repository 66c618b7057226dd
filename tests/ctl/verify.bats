#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# nsjailctl verify: it finds nothing wrong with a jail as it is, and finds each thing that somebody with
# the host's root has made weaker. In both trust modes with JAIL_MODE.

load ../lib/ctl

setup_file() {
	ctl_host jq strace python3
}

# What fails, a property a line.
failing() {
	ctl_json '.properties[] | select(.result == "fails") | .property' verify alice
}

state_of() { # PROPERTY
	ctl_json ".properties[] | select(.property == \"$1\").result" verify alice
}

# can_take_away COMMAND...: it can be done by the host's root; with a user namespace the kernel has locked
# such mounts for everybody, which is seen instead, and the test is over.
can_take_away() {
	[[ ${JAIL_MODE:-plain} != plain ]] || return 0
	jail_hold one alice
	run in_jail -p -m "$@"
	((status != 0)) || fail "not locked: $*"
	assert_match "$output" 'permission denied|not permitted|not mounted|invalid|wrong fs'
	assert_equal "$(failing)" ''
	return 1
}

# As somebody who has the host's root and meddles: in the jail's mounts, its network, its user
# namespace where it has one.
in_jail() {
	on_host nsenter -t "$(ctl_json '.jails[0].init' list)" "$@"
}

@test "a jail as it is holds, seen from inside and from outside" {
	jail_hold one alice
	ctl verify alice
	assert_equal "$status" 0 "status ($output)"
	assert_match "${lines[0]}" '^RESULT +SEEN +PROPERTY +DETAIL'
	assert_match "$output" 'properties hold, 0 fail'
	for line in 'holds +outside +pid namespace of its own' 'holds +inside +no way back to root' \
		'holds +inside +filter of system calls +mode 2, init_module: EPERM' \
		'holds +inside +loader maps no file of the jail +dlopen: EACCES' \
		'holds +inside +network interfaces +network = none: lo' \
		"holds +inside +no sockets of the machine's .vsock. +socket: EAFNOSUPPORT" \
		'holds +outside +what /proc tells of the host is masked' \
		'holds +outside +every process is confined +1 processes' \
		'holds +outside +no rights over networks and neighbours +the network belongs' \
		'holds +outside +terminals are bounded +[0-9]+ mounts' \
		"holds +outside +inodes of the base are the jail's own +on an overlay" \
		"holds +outside +lines in the log bear the user's name +/dev/log is a socket of the jail's own" \
		'holds +outside +no descriptor came along' 'holds +inside +no terminal of the administrator'; do
		assert_match "$output" "$line"
	done
	assert_equal "$(ctl_json '.ok, .user, (.properties | length > 30)' verify alice)" $'true\nalice\ntrue'
	# It leaves nothing: the session is over, and its user's shell is alone again.
	assert_equal "$(ctl_json '.jails[0].sessions | length' list)" 1
	assert_equal "$(ctl_json '.jails[0].processes' list)" 2
	assert_equal "$(jail_ask one 'ls -A /tmp')" ""
}

@test "what the configuration leaves open is said, and is no failure" {
	# The kernel gives sysfs to a user namespace with a network of its own alone.
	[[ ${JAIL_MODE:-plain} != plain ]] || sysfs='sysfs = yes'
	session_config 'seccomp = off' 'network = host' "${sysfs:-}" 'capabilities = chown' 'namespaces = mount pid uts'
	jail_hold one alice
	ctl verify alice
	assert_equal "$status" 0 "status ($output)"
	if [[ ${JAIL_MODE:-plain} == plain ]]; then
		assert_match "$output" 'open +inside +no user namespaces of tenants +seccomp = off'
		assert_match "$output" 'holds +outside +/sys is read-only'
	else
		assert_match "$output" 'holds +inside +no user namespaces of tenants +unshare: ENOSPC'
		assert_match "$output" 'open +inside +no_new_privs +no_new_privs = no'
		assert_match "$output" 'open +inside +setuid programs are inert +user_namespace = yes'
		assert_match "$output" 'open +outside +no mount has setuid programs +user_namespace = yes'
	fi
	assert_match "$output" 'open +inside +filter of system calls +seccomp = off'
	assert_match "$output" 'open +inside +network interfaces +network = host: lo'
	assert_match "$output" "open +inside +no sockets of the machine's .vsock. +network = host"
	assert_match "$output" 'open +outside +net namespace of its own +the host.s, by configuration'
	assert_match "$output" 'open +outside +ipc namespace of its own'
	assert_match "$output" 'holds +inside +bounding set is the configured one +0*1$|0000000000000001'
}

@test "a loader that is not barred is found, and one without /proc is not tried" {
	session_config 'seccomp = off' # or that there is no filter would be noticed before
	jail_hold one alice
	run on_host strace -f -o /dev/null -e trace=seccomp -e inject=seccomp:retval=0:when=1 nsjailctl verify alice
	assert_match "$output" 'FAILS +inside +loader maps no file of the jail +dlopen: '
	assert_match "$output" 'properties hold, 1 fail'
	jail_release one
	session_config 'proc = no'
	jail_hold one alice
	ctl verify alice
	assert_match "$output" 'open +inside +loader maps no file of the jail +dlopen: ENOENT'
}

@test "a mask that is taken away is found" {
	can_take_away umount /proc/kallsyms || return 0
	jail_hold one alice
	in_jail -p -m umount /proc/kallsyms
	assert_equal "$(failing)" 'what /proc tells of the host is masked'
	ctl verify alice
	assert_equal "$status" 1
	assert_match "$output" 'FAILS .*not /proc/kallsyms'
}

@test "a pam.d that is the rootfs's own is found, and one of the administrator's is said" {
	mkdir -p "$HOST_ROOT$HOST_ROOTFS/etc/pam.d"
	on_host mkdir -p -m 0755 /srv/jail-pam.d
	jail_hold one alice
	if [[ ${JAIL_MODE:-plain} != plain ]]; then
		assert_equal "$(state_of 'PAM refuses every service')" open
		return
	fi
	assert_equal "$(state_of 'PAM refuses every service')" holds
	in_jail -p -m umount /etc/pam.d
	assert_equal "$(failing)" 'PAM refuses every service'
	jail_release one
	session_config 'bind = /srv/jail-pam.d:/etc/pam.d:ro'
	jail_hold one alice
	assert_equal "$(state_of 'PAM refuses every service')" open
	assert_equal "$(failing)" ''
}

@test "a writable control of the kernel is found" {
	can_take_away mount -o remount,bind,rw /proc/sys || return 0
	jail_hold one alice
	in_jail -p -m mount -o remount,bind,rw /proc/sys
	assert_match "$(failing)" 'controls below /proc are read-only'
}

@test "setuid, devices and shared mounts are found" {
	can_take_away mount -o remount,bind,suid,dev /proc || return 0
	jail_hold one alice
	in_jail -p -m mount -o remount,bind,suid,dev /tmp
	assert_equal "$(failing)" $'no mount but /dev has devices\nno mount has setuid programs'
	in_jail -p -m mount -o remount,bind,nosuid,nodev /tmp
	assert_equal "$(failing)" ''
	in_jail -p -m mount --make-shared /tmp
	assert_equal "$(failing)" 'no mount is shared with the host'
	in_jail -p -m mount --make-private /tmp
	in_jail -p -m mount -o remount,bind,suid /
	assert_equal "$(failing)" $'setuid programs are inert\nno mount has setuid programs'
}

@test "a device of the host's is found" {
	can_take_away mount -o remount,rw /dev || return 0
	jail_hold one alice
	in_jail -p -m sh -c 'mount -o remount,rw /dev && mknod -m 600 /dev/mem c 1 1'
	assert_equal "$(failing)" $'no device of the host in /dev\nno mount but /dev has devices'
}

@test "another log than the keeper's is found" {
	can_take_away mount --bind /etc/passwd /dev/log || return 0
	jail_hold one alice
	in_jail -p -m mount --bind /etc/passwd /dev/log
	assert_equal "$(failing)" "lines in the log bear the user's name"
	in_jail -p -m umount /dev/log
	assert_equal "$(failing)" ''
	on_host python3 -c "import socket as s; s.socket(s.AF_UNIX, s.SOCK_DGRAM).bind('/proc/$(ctl_json '.jails[0].init' list)/root/tmp/log')"
	in_jail -p -m mount --bind /tmp/log /dev/log
	assert_equal "$(failing)" "lines in the log bear the user's name"
}

@test "a network that is the tenant's is said to be open" {
	session_config 'user_namespace = yes' 'network_owner = tenant'
	jail_hold one alice
	ctl verify alice
	assert_match "$output" 'open +outside +no rights over networks and neighbours +network_owner = tenant'
}

@test "terminals without a bound are found" {
	jail_hold one alice
	in_jail -p -m mount -t devpts -o nosuid none /tmp
	assert_equal "$(failing)" 'terminals are bounded'
}

@test "another network interface is found" {
	jail_hold one alice
	in_jail -n ip link add dummy0 type bridge || skip "no bridges"
	assert_equal "$(failing)" 'network interfaces'
	assert_match "$(ctl_json '.properties[] | select(.result == "fails").detail' verify alice)" 'dummy0'
}

@test "a process that came in by another way is found" {
	jail_hold one alice
	in_jail -p -m sleep 60 3>&- &
	intruder_is_in() {
		[[ $(ctl_json '.jails[0].processes' list) == 3 ]]
	}
	EVENTUALLY_MS=10000 eventually intruder_is_in
	assert_equal "$(failing)" 'every process is confined'
	on_host_bash 'kill $(pgrep -x sleep)'
	wait "$!" || true
	# With the host's mounts, too.
	in_jail -p sleep 60 3>&- &
	EVENTUALLY_MS=10000 eventually intruder_is_in
	assert_match "$(failing)" "every process is in the jail's mounts"
	on_host_bash 'kill $(pgrep -x sleep)'
	wait "$!" || true
}

# Copies of mounts of the machine's, which no mount(8) brings into another mount namespace; all that is
# below them there, too.
put_over() { # SOURCE TARGET...
	on_host python3 - "$init" "$@" <<-'END'
		import ctypes, os, sys
		libc = ctypes.CDLL(None, use_errno=True)
		sources, targets = sys.argv[2::2], sys.argv[3::2]
		trees = [libc.syscall(428, -100, source.encode(), 1) for source in sources]
		done = [libc.setns(os.open("/proc/%s/ns/mnt" % sys.argv[1], os.O_RDONLY), 0)]
		done += [libc.syscall(429, tree, b"", -100, target.encode(), 4) for tree, target in zip(trees, targets)]
		if min(trees + done) < 0:
		    sys.exit(os.strerror(ctypes.get_errno()))
	END
}

take_off() { # TARGET...
	on_host nsenter -t "$init" -p -m umount "$@"
}

@test "what is put over masks, controls, /proc, /sys, /dev or a directory is found" {
	on_host_bash 'mkdir /srv/dev && mount -t tmpfs none /srv/dev && mknod -m 600 /srv/dev/mem c 1 1'
	jail_hold one alice
	init=$(ctl_json '.jails[0].init' list)
	setuid=
	[[ ${JAIL_MODE:-plain} != plain ]] || setuid=$'\nno mount has setuid programs'
	put_over /proc/kallsyms /proc/kallsyms
	assert_equal "$(failing)" 'what /proc tells of the host is masked'
	take_off /proc/kallsyms
	put_over /srv/dev /dev
	assert_equal "$(failing)" "no device of the host in /dev"$'\nno mount but /dev has devices'"$setuid"
	take_off /dev
	put_over /proc /proc /sys /sys
	assert_equal "$(failing)" "no mount but /dev has devices$setuid
controls below /proc are read-only
what /proc tells of the host is masked
there is no sysfs"
	take_off /proc /sys
	put_over /proc /tmp
	assert_equal "$(failing)" $'controls below /proc are read-only\nwhat /proc tells of the host is masked'
	take_off /tmp
	put_over /sys /tmp
	assert_equal "$(failing)" "no mount but /dev has devices$setuid"$'\nthere is no sysfs'
	take_off /tmp
	jail_release one
	on_host_bash 'umount /srv/dev && rmdir /srv/dev'
}

@test "the probe gives the jail nothing to look into" {
	jail_hold one alice
	# Whatever runs beside it: each process but one's own that could be opened, for as long as it is there.
	jail_ask one 'cat >/tmp/look <<-"END"
		while [ ! -e /tmp/stop ]; do
			for p in /proc/[0-9]*; do
				case $p in /proc/$$|/proc/1) continue ;; esac
				[ "$(cat $p/comm 2>/dev/null)" = nsjailctl ] || continue
				echo seen $p; for f in fd/0 root/ mem environ; do head -c 1 $p/$f >/dev/null 2>&1 && echo opened $f; done
			done
		done >/tmp/found
		END
		sh /tmp/look & echo $!'
	for _ in 1 2 3; do
		ctl verify alice
		assert_equal "$status" 0
		ctl enter alice true
	done
	found=$(jail_ask one 'touch /tmp/stop; sleep 0.2; cat /tmp/found')
	assert_equal "$found" "" "what the tenant saw"
}

@test "there is nothing to verify without a jail, and only root does it" {
	ctl verify alice
	assert_equal "$status" 1
	assert_match "$output" "'alice' has no jail"
	jail_hold one alice
	run on_host setpriv --reuid 1001 --regid 1001 --clear-groups nsjailctl verify alice
	assert_equal "$status" 1
}

@test "a base that others meet in flock and inotify: by configuration, or because its overlay is gone" {
	local property="inodes of the base are the jail's own"

	session_config 'shared_inodes = yes'
	jail_hold one alice
	assert_equal "$(state_of "$property")" open
	jail_release one
	session_config
	sed -i 's/^rootfs = .*/rootfs = @usr/' "$HOST_ROOT$CONFIG_PATH"
	jail_hold one alice
	assert_equal "$(state_of "$property")" holds
	jail_release one
	can_take_away busybox umount -l /usr || return 0
	jail_hold one alice
	in_jail -m busybox umount -l /usr
	assert_equal "$(state_of "$property")" fails
}
