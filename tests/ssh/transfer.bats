#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Files over a real sshd: sftp, scp, rsync and plain streams carry them into and out of a jail.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen sftp scp rsync || return 0
	session_host sshd
	host_sshd_start
	server=$(on_host awk '$2 == "sftp-server" { print $3 }' /srv/host/sshd_config)
	host_rootfs_program "$HOST_ROOTFS" "$server" "$(on_host which scp)" "$(on_host which rsync)"
	on_host_bash 'cd /srv/host && head -c 100M /dev/urandom >big && sha256sum <big >big.sum &&
		head -c 300k /dev/urandom >small'
}

setup() {
	session_begin
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	rm -rf "$HOST_ROOT"/home/alice/* "$HOST_ROOT/srv/host/back"
	session_end
}

# What every way of transfer has to bring about, with a file that only the jail has.
assert_transferred() {
	cmp "$HOST_ROOT/srv/host/small" "$HOST_ROOT/home/alice/small"
	assert_equal "$(stat -c %U:%u "$HOST_ROOT/home/alice/small" | cut -d: -f2)" 1001 owner
	assert_equal "$(<"$HOST_ROOT/srv/host/back")" "a rootfs of the tests"
}

sftp_both_ways() {
	on_host_bash 'sftp -q -F /srv/host/ssh_config "$@" -b - alice@host' "$@" <<-END
		put /srv/host/small small
		get /etc/rootfs-mark /srv/host/back
	END
}

scp_both_ways() {
	on_host_bash 'scp -q -F /srv/host/ssh_config "$@" /srv/host/small alice@host:small &&
		scp -q -F /srv/host/ssh_config "$@" alice@host:/etc/rootfs-mark /srv/host/back' "$@"
}

@test "sftp with internal-sftp" {
	sftp_both_ways
	assert_transferred
}

@test "sftp with the sftp-server of the rootfs" {
	sftp_both_ways -s sftp-server
	assert_transferred
}

@test "sftp does not see the host's files" {
	run on_host_bash 'echo "ls /srv/host" | sftp -q -F /srv/host/ssh_config -b - alice@host'
	[ "$status" -ne 0 ]
	assert_match "$output" "not found"
}

@test "scp with its own protocol" {
	scp_both_ways -O
	assert_transferred
}

@test "scp over sftp" {
	scp_both_ways -s
	assert_transferred
}

@test "rsync" {
	on_host rsync -e 'ssh -F /srv/host/ssh_config' /srv/host/small alice@host:small
	on_host rsync -e 'ssh -F /srv/host/ssh_config' alice@host:/etc/rootfs-mark /srv/host/back
	assert_transferred
}

@test "100 MB into the jail are unchanged" {
	sum=$(on_host_bash 'ssh -F /srv/host/ssh_config alice@host sha256sum </srv/host/big')
	assert_equal "$sum" "$(<"$HOST_ROOT/srv/host/big.sum")"
}

@test "100 MB out of the jail are unchanged" {
	ln "$HOST_ROOT/srv/host/big" "$HOST_ROOT/home/alice/big" 2>/dev/null ||
		cp "$HOST_ROOT/srv/host/big" "$HOST_ROOT/home/alice/big"
	sum=$(on_host_bash 'ssh -F /srv/host/ssh_config alice@host cat big | sha256sum')
	assert_equal "$sum" "$(<"$HOST_ROOT/srv/host/big.sum")"
}
