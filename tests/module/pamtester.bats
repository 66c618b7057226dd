#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The module under pamtester: opening and closing in one process, what comes back, and the words of
# the PAM line.

load ../lib/session

setup_file() {
	need pamtester || return 0
	session_host
	probe="session optional pam_exec.so"
	pam_service jail "session required /srv/host/pam_nsjail.so"
	pam_service probes "$probe quiet stdout type=open_session /bin/readlink /proc/self/ns/mnt" \
		"session required /srv/host/pam_nsjail.so" \
		"$probe quiet stdout type=open_session /bin/readlink /proc/self/ns/mnt" \
		"$probe quiet stdout type=close_session /bin/readlink /proc/self/ns/mnt"
	pam_service twice "session required /srv/host/pam_nsjail.so" "session required /srv/host/pam_nsjail.so"
	pam_service unknown "session required /srv/host/pam_nsjail.so colour=blue"
	pam_service debug "session required /srv/host/pam_nsjail.so debug"
	pam_service other_config "session required /srv/host/pam_nsjail.so conf=/etc/security/other.conf"
}

pam_service() {
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" "${@:2}" \
		>"$HOST_ROOT/etc/pam.d/nsjail-$1"
}

@test "open_session and close_session succeed" {
	run on_host pamtester nsjail-jail alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$output" "successfully opened"
	assert_match "$output" "closed"
}

@test "the caller is in the jail after open_session, and back after close_session if it can be" {
	run on_host pamtester nsjail-probes alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	host=$(on_host readlink /proc/1/ns/mnt)
	mapfile -t seen < <(grep -o 'mnt:\[[0-9]*\]' <<<"$output")
	assert_equal "${seen[0]}" "$host" "before open_session"
	[[ ${seen[1]} != "$host" ]] || fail "not in a jail"
	if [[ ${JAIL_MODE:-plain} == private ]]; then
		# There is no way back: what it runs at close does not find the host, if it runs.
		[[ ${#seen[@]} == 2 || ${seen[2]} == "${seen[1]}" ]] || fail "came back: '$output'"
		return
	fi
	assert_equal "${#seen[@]}" 3 "number of answers ('$output')"
	assert_equal "${seen[2]}" "$host" "after close_session"
}

@test "open without close: the caller's end is the session's" {
	run on_host pamtester nsjail-jail alice open_session
	assert_equal "$status" 0 status
}

@test "close without open does no harm" {
	run on_host pamtester nsjail-jail alice close_session
	[[ $output != *refused* ]]
}

@test "root and the exempt group: ignored, with no jail" {
	for user in root carol; do
		run on_host pamtester nsjail-probes $user open_session close_session
		assert_equal "$(grep -o 'mnt:\[[0-9]*\]' <<<"$output" | sort -u)" "$(on_host readlink /proc/1/ns/mnt)"
	done
}

@test "a user whom nobody knows is refused" {
	run on_host pamtester nsjail-jail mallory open_session
	[ "$status" -ne 0 ]
	assert_refused "$output" mallory
}

@test "names that are no names are refused" {
	for user in ../etc -rf 1001 .hidden 'a b' $'line\nbreak'; do
		: >"$HOST_LOG"
		run on_host pamtester nsjail-jail -- "$user" open_session
		[ "$status" -ne 0 ] || fail "'$user' has a session"
		[[ $output != *successfully* ]]
	done
}

@test "an unknown word in the PAM line refuses" {
	run on_host pamtester nsjail-unknown alice open_session
	[ "$status" -ne 0 ]
	assert_refused "$output" "colour=blue"
}

@test "the module twice in one stack: nobody is jailed twice" {
	run on_host pamtester nsjail-twice alice open_session close_session
	assert_equal "$status" 0 status
	host_log_flush
	assert_equal "$(grep -c 'jailed session' "$HOST_LOG")" 1 "number of sessions"
	assert_equal "$(host_log_refusals | wc -l)" 0 "number of refusals"
}

@test "conf= names another configuration" {
	echo $'[default]\nrootfs = /srv/rootfs/elsewhere' | host_config /etc/security/other.conf
	run on_host pamtester nsjail-other_config alice open_session
	assert_refused "$output" /srv/rootfs/elsewhere
	run on_host pamtester nsjail-jail alice open_session close_session
	assert_equal "$status" 0 status
}

# The keeper's last word comes when it comes.
lines_of_module() {
	grep -a pam_nsjail "$HOST_LOG" | grep -avc 'is gone'
}

@test "debug lines come only with debug" {
	on_host pamtester nsjail-jail alice open_session close_session
	host_log_flush
	quiet=$(lines_of_module)
	: >"$HOST_LOG"
	on_host pamtester nsjail-debug alice open_session close_session
	host_log_flush
	loud=$(lines_of_module)
	((loud > quiet)) || fail "$quiet lines without, $loud with debug"
}

@test "100 sessions in a row" {
	run on_host_bash 'for ((i = 0; i < 100; i++)); do
		pamtester nsjail-jail alice open_session close_session >/dev/null || echo "failed: $i"; done'
	assert_equal "$output" ""
}
