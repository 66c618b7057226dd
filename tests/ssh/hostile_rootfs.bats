#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Files of a rootfs that root code would load, obey or run: each is shown to work when nobody takes
# care, and to leave no mark of root after a login.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen || return 0
	session_host sshd
	host_sshd_start 'UseDNS yes'
	host_rootfs_program "$HOST_ROOTFS" "$(on_host which getent)"
	session_config 'rootfs_mode = writable'
	plant
}

setup() {
	session_begin
	: >"$HOST_ROOT$HOST_ROOTFS/evil/mark"
}

# Whoever uses these files writes his uid into /evil/mark, where everybody may.
plant() {
	on_host_bash '
		set -e
		umask 022
		cd "$1"
		mkdir -p -m 0777 evil
		mkdir -p etc/update-motd.d
		: >evil/mark
		chmod 0666 evil/mark
		libc=$(ldd "$(command -v getent)" | grep -o "/[^ ]*/libc\.so\.6")
		cp /srv/host/tools/libnss_evil.so ".${libc%/*}/libnss_evil.so.2"
		for database in passwd group shadow gshadow initgroups hosts networks protocols services \
			netgroup ethers rpc aliases publickey; do
			echo "$database: evil files"
		done >etc/nsswitch.conf
		printf "#!/bin/sh\necho motd uid \$(id -u) >>/evil/mark\n" >etc/update-motd.d/00-evil
		printf "#!/bin/sh\necho rc uid \$(id -u) >>/evil/mark\n" >etc/sshrc
		mkdir -p etc/ssh && cp etc/sshrc etc/ssh/sshrc
		chmod 0755 etc/update-motd.d/00-evil etc/sshrc etc/ssh/sshrc
		echo "wheel:x:0:alice" >>etc/group
		echo "disk:x:6:alice" >>etc/group
		echo "alice::0:0::/:/bin/sh" >>etc/passwd
	' "$HOST_ROOTFS"
}

marks() {
	sort -u "$HOST_ROOT$HOST_ROOTFS/evil/mark"
}

assert_no_root_mark() {
	assert_equal "$(marks | grep -c 'uid 0$')" 0 "marks of root ($(marks))"
}

@test "control: without care, root loads the rootfs's libnss_evil.so" {
	on_host chroot "$HOST_ROOTFS" "$(on_host which getent)" initgroups alice
	assert_match "$(marks)" "nss uid 0"
}

@test "control: without care, root runs the rootfs's update-motd.d" {
	on_host chroot "$HOST_ROOTFS" /bin/run-parts /etc/update-motd.d
	assert_match "$(marks)" "motd uid 0"
}

@test "control: in the jail the tenant loads it, as himself" {
	host_ssh alice "$(on_host which getent) initgroups alice" || true
	assert_match "$(marks)" "nss uid 1001"
	assert_no_root_mark
}

@test "a command: root loads and runs nothing of it" {
	run host_ssh alice "$JAIL_PROBE"
	assert_jailed "$output" alice
	assert_no_root_mark
}

@test "a shell on a pty: root loads and runs nothing of it" {
	run host_ssh -tt alice <<<'exit 3'
	assert_equal "$status" 3 status
	assert_no_root_mark
}

@test "sftp and forwarding by name: root loads and runs nothing of it" {
	echo pwd | on_host sftp -q -F /srv/host/ssh_config -b - alice@host
	host_ssh -fNM -S /tmp/master -L 7300:some.name.invalid:80 alice
	on_host_bash 'exec 3<>/dev/tcp/127.0.0.1/7300; timeout 2 cat <&3' || true
	host_ssh -q -S /tmp/master -O exit alice
	assert_no_root_mark
}

@test "uid and groups are the host's, whatever the rootfs says of him" {
	assert_equal "$(host_ssh alice 'id -u; id -g; id -G')" "$(on_host_bash 'id -u alice; id -g alice; id -G alice')"
	run host_ssh -tt alice <<<'id -u; exit'
	assert_match "$output" 1001
}
