#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The word `audit`: everything is planned and told, nothing is done; and no line is weaker without it.

load ../lib/session

setup_file() {
	need pamtester || return 0
	session_host
	where="session optional pam_exec.so quiet stdout type=open_session /bin/readlink /proc/self/ns/mnt"
	pam_service audit "session required /srv/host/pam_nsjail.so audit" "$where"
	pam_service wrong "session required /srv/host/pam_nsjail.so audit foo" "$where"
	pam_service plain "session required /srv/host/pam_nsjail.so"
	pam_service stack "session [success=1 default=ignore] /srv/host/pam_nsjail.so jailed audit" \
		"session optional pam_exec.so quiet stdout type=open_session /bin/echo not-skipped" \
		"session required /srv/host/pam_nsjail.so audit" "$where"
}

pam_service() {
	printf '%s\n' "auth required pam_permit.so" "account required pam_permit.so" \
		"session required pam_permit.so" "${@:2}" \
		>"$HOST_ROOT/etc/pam.d/nsjail-$1"
}

audit_lines() {
	host_log_flush
	grep -a ': audit: user ' "$HOST_LOG"
}

is_let_in() {
	[[ $output == *"$(on_host readlink /proc/1/ns/mnt)"* ]] || fail "not let in: $output"
}

@test "the user is let in without a jail, and the log says so once" {
	run on_host pamtester nsjail-audit alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	is_let_in
	told=$(audit_lines)
	assert_equal "$(grep -c . <<<"$told")" 1 "lines ($told)"
	assert_match "$told" "audit: user 'alice' is let in WITHOUT A JAIL; .* he would be jailed \(event=audit id=[0-9a-f]{8} user=alice service=nsjail-audit"
	assert_match "$(grep -a 'the plan for' "$HOST_LOG")" "the plan for user 'alice': rootfs = $HOST_ROOTFS;rootfs_mode = readonly;network = none"
	! grep -aE 'jailed session|closed session' "$HOST_LOG"
}

@test "what would have been refused is let in, with the reason in the log for nsjailctl why" {
	echo $'[default]\nrootfs = /srv/rootfs/nowhere' | host_config
	run on_host pamtester nsjail-audit alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	is_let_in
	[[ $output != *refused* ]] || fail "the user was told: $output"
	told=$(audit_lines)
	assert_match "$told" "WITHOUT A JAIL; .* he would be refused \[[0-9a-f]{8}\] user 'alice': .*nowhere"
	id=$(grep -oE 'refused \[[0-9a-f]{8}' <<<"$told" | cut -d'[' -f2)
	run on_host nsjailctl why --log /srv/host/log "$id"
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$output" "cause: .*nowhere"
}

@test "a broken configuration and a helper that is not there lock nobody out" {
	echo $'[default]\nrootfs = nowhere\nfoo = bar' | host_config
	run on_host pamtester nsjail-audit alice open_session
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$(audit_lines)" "would be refused .*foo"
	: >"$HOST_LOG"
	on_host mv "$HELPER_PATH" "$HELPER_PATH.away"
	run on_host pamtester nsjail-audit alice open_session
	on_host mv "$HELPER_PATH.away" "$HELPER_PATH"
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$(audit_lines)" "would be refused .*helper"
}

@test "an overlay's directory is not made" {
	session_config 'rootfs_mode = overlay'
	on_host rm -rf /var/lib/pam_nsjail
	run on_host pamtester nsjail-audit alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$(audit_lines)" "would be jailed"
	! on_host test -e /var/lib/pam_nsjail
}

@test "the line that asks answers as if nobody were jailed, and leaves the log to the other" {
	run on_host pamtester nsjail-stack alice open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	assert_match "$output" 'not-skipped'
	assert_equal "$(audit_lines | grep -c .)" 1 lines
}

@test "users who are not jailed are not told of" {
	run on_host pamtester nsjail-audit carol open_session close_session
	assert_equal "$status" 0 "status ('$output')"
	! audit_lines
}

@test "a wrong word beside it refuses, and without it nothing is weaker" {
	run on_host pamtester nsjail-wrong alice open_session
	[ "$status" -ne 0 ]
	assert_refused "$output" "argument 'foo': is not known"
	: >"$HOST_LOG"
	echo $'[default]\nrootfs = /srv/rootfs/nowhere' | host_config
	run on_host pamtester nsjail-plain alice open_session
	[ "$status" -ne 0 ]
	assert_refused "$output" 'nowhere'
}
