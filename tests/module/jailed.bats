#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The word `jailed`, which only asks, and what a jailed session keeps of PAM's environment.

load ../lib/session

setup_file() {
	need pamtester || return 0
	session_host
	jail="session required /srv/host/pam_nsjail.so"
	where="session optional pam_exec.so quiet stdout type=open_session /bin/readlink /proc/self/ns/mnt"
	pam_service stack "session [success=2 default=ignore] /srv/host/pam_nsjail.so jailed" \
		"session optional pam_exec.so quiet stdout type=open_session /bin/echo opens-skipped" \
		"session optional pam_exec.so quiet stdout type=close_session /bin/echo closes-skipped" "$jail"
	pam_service query "session required /srv/host/pam_nsjail.so jailed" "$where"
	pam_service around "session optional /srv/host/pam_nsjail.so jailed" "$jail" \
		"session optional /srv/host/pam_nsjail.so jailed"
	pam_service environment "session required pam_env.so conffile=/etc/security/tests.env" "$jail" \
		"session optional pam_exec.so quiet stdout type=open_session /bin/env" \
		"session optional pam_exec.so quiet stdout type=open_session /bin/ls -ldn /run/user/1001"
	for name in XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS XDG_SESSION_ID XDG_SESSION_TYPE \
		XDG_SESSION_CLASS XDG_SESSION_DESKTOP XDG_SEAT XDG_VTNR NOTIFY_SOCKET LISTEN_FDS LISTEN_PID \
		LISTEN_FDNAMES KRB5CCNAME SSH_AUTH_SOCK SSH_AGENT_PID GNOME_KEYRING_CONTROL TMPDIR TMP TEMP \
		TEMPDIR OTHER_NAME; do
		echo "$name DEFAULT=of-the-host"
	done >"$HOST_ROOT/etc/security/tests.env"
}

pam_service() {
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" "${@:2}" \
		>"$HOST_ROOT/etc/pam.d/nsjail-$1"
}

@test "a stack skips lines for jailed users, at open and at close" {
	run on_host pamtester nsjail-stack alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	[[ $output != *skipped* ]] || fail "$output"
}

@test "a stack runs those lines for users who are not jailed" {
	for user in carol root; do
		run on_host pamtester nsjail-stack $user open_session close_session
		[[ $output == *opens-skipped*closes-skipped* ]] || fail "$user: $output"
	done
}

@test "asking makes no jail" {
	run on_host pamtester nsjail-query alice open_session
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$output" "$(on_host readlink /proc/1/ns/mnt | tr '[]' '..')"
	host_log_flush
	! grep -aE 'jailed session|closed session' "$HOST_LOG"
}

@test "asking neither disturbs nor ends the jail of another line" {
	run on_host pamtester nsjail-around alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	host_log_flush
	assert_equal "$(grep -ac 'jailed session' "$HOST_LOG")" 1 "jails"
	assert_equal "$(grep -ac 'closed session' "$HOST_LOG")" 1 "ends"
}

@test "a configuration that is broken is an answer to nobody" {
	echo $'[default]\nrootfs = nowhere' | host_config
	run on_host pamtester nsjail-query alice open_session
	[ "$status" -ne 0 ]
	assert_refused "$output" 'rootfs'
	: >"$HOST_LOG"
	run on_host pamtester nsjail-stack alice open_session
	[ "$status" -ne 0 ] || fail "a session was opened: $output"
}

@test "asking does not look at what only a jail needs" {
	echo $'[default]\nrootfs = /srv/rootfs/nowhere' | host_config
	run on_host pamtester nsjail-query alice open_session
	assert_equal "$status" 0 "status ('$output')"
}

@test "what points to the host's session leaves PAM's environment" {
	run on_host pamtester nsjail-environment alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	assert_equal "$(grep of-the-host <<<"$output")" OTHER_NAME=of-the-host "what is left"
	assert_match "$output" "XDG_RUNTIME_DIR=/run/user/1001"
	assert_match "$output" "drwx------ +[0-9]+ 1001 +1001 .*/run/user/1001"
}

@test "without a directory for it there is no XDG_RUNTIME_DIR" {
	session_config 'bind = /srv:/run'
	run on_host pamtester nsjail-environment alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	[[ $output != *XDG_RUNTIME_DIR* ]] || fail "$output"
}

@test "a session that is not jailed keeps PAM's environment" {
	run on_host pamtester nsjail-environment carol open_session close_session
	assert_equal "$(grep -c of-the-host <<<"$output")" 21 "names of the host ('$output')"
}
