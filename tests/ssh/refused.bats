#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Logins that can not be jailed are refused: status 254, one line in the log that names the cause,
# nothing that a transfer would take for data, and nothing left behind.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen || return 0
	session_host sshd su
	host_sshd_start
}

setup() {
	session_begin
}

# What a test broke is mended here, and the next login has to work.
teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	install -m 0755 "$BUILD/pam_nsjail_helper" "$HOST_ROOT$HELPER_PATH"
	rm -rf "$HOST_ROOT/etc/security/nsjail.d"
	session_config
	sed -i 's,^eve:.*,eve:x:1003:1003:eve of the tests:/home/eve:/bin/sh,' "$HOST_ROOT/etc/passwd"
	run host_ssh alice "$JAIL_PROBE"
	session_end && assert_jailed "$output" alice
}

# refuses CAUSE [NAME]: a login of NAME (alice) is refused for CAUSE, an extended regular expression.
refuses() {
	in_time refuses_once "$@"
}

refuses_once() {
	run host_ssh "${2:-alice}" "echo inside; $JAIL_PROBE"
	assert_equal "$status" 254 "status ('$output')"
	[[ $output != *inside* ]] || fail "a session was opened: $output"
	assert_refused "$output" "$1"
}

# With a user namespace the rootfs may be anybody's: then the same login has to work.
refuses_in_plain_mode() {
	if [[ ${JAIL_MODE:-plain} == plain ]]; then
		refuses "$@"
	else
		run host_ssh alice "$JAIL_PROBE"
		assert_jailed "$output" alice
	fi
}

@test "a missing rootfs" {
	echo $'[default]\nrootfs = /srv/rootfs/nowhere' | host_config
	refuses "/srv/rootfs/nowhere' does not exist"
}

@test "a rootfs that is a file" {
	echo $'[default]\nrootfs = /etc/passwd' | host_config
	refuses '/etc/passwd'
}

@test "a rootfs that is reached through a symbolic link" {
	ln -sfn rootfs "$HOST_ROOT/srv/link"
	echo $'[default]\nrootfs = /srv/link/busybox' | host_config
	refuses '/srv/link.*symbolic link'
}

@test "a configuration with several errors: all of them in one line" {
	printf '%s\n' '[default]' "rootfs = $HOST_ROOTFS" 'colour = blue' 'home = castle' 'hostname =' | host_config
	refuses "nsjail.conf:3:.*colour.*nsjail.conf:4:.*home|castle"
	assert_match "$(host_log_refusals)" "nsjail.conf:5"
}

@test "a user's own file with an error, which concerns him alone" {
	echo $'[user eve]\nrootfs = relative/path' | host_config "${CONFIG_PATH%.conf}.d/eve.conf"
	refuses "eve.conf:2:.*rootfs" eve
	: >"$HOST_LOG"
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
}

@test "a configuration that others may write to" {
	chmod 0666 "$HOST_ROOT$CONFIG_PATH"
	refuses "$CONFIG_PATH.*writable"
}

@test "no configuration: everybody but root" {
	rm "$HOST_ROOT$CONFIG_PATH"
	refuses "$CONFIG_PATH.*No such file"
	run host_ssh carol true
	assert_equal "$status" 254 "carol's status"
	assert_equal "$(host_ssh root id -un)" root
}

@test "a login shell that the rootfs does not have" {
	sed -i 's,^eve:.*,eve:x:1003:1003:eve of the tests:/home/eve:/bin/bash,' "$HOST_ROOT/etc/passwd"
	refuses "/bin/bash" eve
}

@test "a helper that is missing" {
	rm "$HOST_ROOT$HELPER_PATH"
	refuses "$HELPER_PATH.*does not exist"
}

@test "a helper that is no program" {
	echo "no program" >"$HOST_ROOT$HELPER_PATH"
	refuses "$HELPER_PATH|helper"
}

@test "a helper that says nothing and goes" {
	install -m 0755 "$HOST_ROOT/bin/true" "$HOST_ROOT$HELPER_PATH"
	refuses "helper"
}

@test "a helper that has the setuid bit" {
	chmod 4755 "$HOST_ROOT$HELPER_PATH"
	refuses "setuid"
}

@test "a helper that hangs: the deadline ends it" {
	local begin now

	install -m 0755 "$BUILD/tools/hang" "$HOST_ROOT$HELPER_PATH"
	machine_ms begin
	refuses_once "no answer in 10 seconds"
	machine_ms now
	((now - begin <= 15000)) || fail "took $((now - begin)) ms"
}

@test "a rootfs whose etc is the tenant's" {
	chown 1001 "$HOST_ROOT$HOST_ROOTFS/etc"
	refuses_in_plain_mode "$HOST_ROOTFS.*etc.*root" || result=failed
	chown 0 "$HOST_ROOT$HOST_ROOTFS/etc"
	[[ ${result:-} != failed ]]
}

@test "a rootfs whose library directory others may write to" {
	chmod 0777 "$HOST_ROOT$HOST_ROOTFS/usr/lib"
	refuses_in_plain_mode "usr/lib.*writable" || result=failed
	chmod 0755 "$HOST_ROOT$HOST_ROOTFS/usr/lib"
	[[ ${result:-} != failed ]]
}

@test "a rootfs whose wtmp is a FIFO" {
	mkfifo "$HOST_ROOT$HOST_ROOTFS/var/log/wtmp"
	refuses_in_plain_mode "var/log/wtmp" || result=failed
	rm "$HOST_ROOT$HOST_ROOTFS/var/log/wtmp"
	[[ ${result:-} != failed ]]
}

# sshd writes what a module says to the user into the channel's data: sftp took "Logi" for a length.
@test "sftp and scp get no text of ours for data, and su says it" {
	session_config 'colour = blue'
	for transfer in "sftp -F /srv/host/ssh_config alice@host" "scp -O -F /srv/host/ssh_config alice@host:x /srv/y" \
		"scp -s -F /srv/host/ssh_config alice@host:x /srv/y"; do
		# shellcheck disable=SC2086 # words
		run on_host $transfer </dev/null
		[ "$status" -ne 0 ]
		[[ $output != *"too long"* && $output != *refused* && $output != *"protocol error"* ]] ||
			fail "$transfer: $output"
	done
	run on_host su alice -c true
	assert_match "$output" 'Login refused \(id [0-9a-f]{8}\)'
}
