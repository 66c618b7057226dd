#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Many logins: one after the other and at once, without a failure and with nothing left.

load ../lib/session

setup_file() {
	need sshd ssh ssh-keygen || return 0
	session_host sshd
	host_sshd_start
}

setup() {
	session_begin
}

# Prints "STATUS NAMESPACES..." of one login.
# shellcheck disable=SC2016
LOGIN='login() {
	words=$(ssh -F /srv/host/ssh_config alice@host "for n in mnt pid net; do readlink /proc/self/ns/\$n; done; $1" 2>&1 </dev/null)
	echo $? $words
}; '

assert_all_jailed() {
	local wrong hosts

	hosts=$(host_namespaces)
	wrong=$(grep -avE '^0 mnt:\[[0-9]+\] pid:\[[0-9]+\] net:\[[0-9]+\]$' "$HOST_DIR/logins" || true)
	assert_equal "$wrong" "" "logins that failed"
	assert_equal "$(grep -cFf - "$HOST_DIR/logins" <<<"$hosts")" 0 "logins outside of a jail"
	assert_equal "$(grep -c ^0 "$HOST_DIR/logins")" "$1" "number of logins"
}

@test "200 logins in a row" {
	on_host_bash "$LOGIN"'for ((i = 0; i < 200; i++)); do login; done' >"$HOST_DIR/logins"
	assert_all_jailed 200
}

@test "20 logins at once, each in a jail of its own" {
	session_config 'scope = session'
	on_host_bash "$LOGIN"'for ((i = 0; i < 20; i++)); do login "sleep 3" & done; wait' >"$HOST_DIR/logins"
	assert_all_jailed 20
	assert_equal "$(cut -d' ' -f2 "$HOST_DIR/logins" | sort -u | wc -l)" 20 "number of mount namespaces"
}

@test "2000 logins in a row" {
	[[ ${LONG:-0} == 1 ]] || skip "takes minutes: make check-long"
	on_host_bash "$LOGIN"'for ((i = 0; i < 2000; i++)); do login; done' >"$HOST_DIR/logins"
	assert_all_jailed 2000
}
