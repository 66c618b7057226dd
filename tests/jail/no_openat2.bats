#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Where openat2(2) does not exist, places are walked to one component at a time, with the same outcome.

load ../lib/jail

setup_file() {
	jail_host strace
	on_host_bash 'mkdir -p /srv/data "$1/srv/point" && echo data >/srv/data/file' "$HOST_ROOTFS"
}

# jail_login, without openat2 for the program, the helper and init
login_without() {
	run on_host /srv/host/tools/without openat2 /srv/host/tools/logins nsjail alice 1 /bin/sh -c "$1"
}

refuses_without() {
	: >"$HOST_LOG"
	login_without 'echo inside'
	assert_equal "$status" 254 "status ('$output')"
	assert_refused "$output" "$1"
}

@test "the shim reaches the helper: it asks for openat2 and is told that there is none" {
	on_host strace -f -qq -e trace=openat2 -o /srv/host/trace \
		/srv/host/tools/without openat2 /srv/host/tools/logins nsjail alice 1
	assert_match "$(cat "$HOST_ROOT/srv/host/trace")" 'openat2\(.*"/?(proc|dev).*ENOSYS'
	assert_equal "$(grep -c 'openat2(.* = [0-9]' "$HOST_ROOT/srv/host/trace")" 0 "successful calls"
	rm "$HOST_ROOT/srv/host/trace"
}

@test "logins work in every mode, with binds, tmpfs and masks" {
	for mode in readonly writable overlay volatile; do
		session_config "rootfs_mode = $mode" 'bind = /srv/data:/srv/point' 'mask = /etc/hosts'
		login_without 'cat /srv/point/file; cat /etc/hosts; id -un; grep -c " /proc " /proc/self/mountinfo'
		assert_match "$output" $'^data\n.*denied\nalice\n1$' "$mode"
	done
	rm -rf "$HOST_ROOT/var/lib/pam_nsjail"
	printf '%s\n' '[default]' 'rootfs = @usr' | host_config
	login_without 'id -un; ls -d /usr/bin/id'
	assert_equal "$output" $'alice\n/usr/bin/id' @usr
}

@test "a place that is a link is refused, and a missing one is named" {
	on_host ln -s /srv/canary "$HOST_ROOTFS/srv/link"
	session_config 'bind = /srv/data:/srv/link'
	refuses_without "/srv/link.*symbolic links"
	session_config 'bind = /srv/data:/srv/link/below'
	refuses_without "/srv/link/below.*symbolic links"
	session_config 'bind = /srv/data:/srv/nowhere'
	refuses_without "has no '/srv/nowhere' to mount on"
	rm "$HOST_ROOT$HOST_ROOTFS/srv/link"
}

@test "the shell: found through the rootfs's own links, never through the host" {
	on_host_bash 'ln -s /usr/bin/env "$1/bin/absolute"; ln -s ../../../../../../usr/bin/env "$1/bin/relative"' "$HOST_ROOTFS"
	for shell in /bin/absolute /bin/relative /bin/nowhere; do
		sed -i "s,^alice:.*,alice:x:1001:1001:alice:/home/alice:$shell," "$HOST_ROOT/etc/passwd"
		refuses_without "shell '$shell'.*No such file"
	done
	sed -i "s,^alice:.*,alice:x:1001:1001:alice:/home/alice:/sbin/../bin/sh," "$HOST_ROOT/etc/passwd"
	login_without 'echo works'
	sed -i "s,^alice:.*,alice:x:1001:1001:alice:/home/alice:/bin/sh," "$HOST_ROOT/etc/passwd"
	assert_equal "$output" works
	rm "$HOST_ROOT$HOST_ROOTFS"/bin/{absolute,relative}
}
