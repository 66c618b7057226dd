#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Which services get a jail: those that were tried, and those that the configuration names. A service
# that goes on after a refusal has no process any more.

load ../lib/session
load ../lib/refused

setup_file() {
	session_host sshd
	host_sshd_start
	for service in video dovecot pure-ftpd my-web; do
		cp "$HOST_ROOT/etc/pam.d/nsjail-caller" "$HOST_ROOT/etc/pam.d/$service"
	done
}

@test "a service that nobody has tried is refused, with its name, its program and the key" {
	run host_ssh alice true
	assert_equal "$status" 0 "ssh" || return 1
	refused_in_time "service video" \
		"service 'video' (/srv/host/tools/caller) was not tried with jails, see services in nsjail.conf(5)" alice video
	refused_in_time "service dovecot" \
		"service 'dovecot' (/srv/host/tools/caller) can not be jailed: one process of root's opens" alice dovecot
}

@test "whom no jail waits for is not asked for his service" {
	run on_host /srv/host/tools/caller video carol save log open where
	assert_match "$output" '^open success.outside$'
}

@test "services names others, for one user, and then no more than these" {
	session_config
	printf '%s\n' '[user alice]' 'services = my-*, video' >>"$HOST_ROOT$CONFIG_PATH"
	let_in alice video
	let_in alice my-web
	let_in bob nsjail-caller
	refused_in_time "bob's video" "service 'video' (/srv/host/tools/caller) was not tried" bob video
	refused_in_time "the default" "service 'nsjail-caller' (/srv/host/tools/caller) was not tried" alice
	run host_ssh alice true
	[ "$status" -ne 0 ]
}

@test "no '*' stands for a service that goes wrong, its name does" {
	session_config 'services = *'
	let_in alice video
	refused_in_time "dovecot" "service 'dovecot' (/srv/host/tools/caller) can not be jailed: " alice dovecot
	session_config 'services = * dovecot'
	let_in alice dovecot
}

@test "a keeper that lets in without the helper asks for the service, too" {
	session_config 'scope = user' 'linger = forever'
	sleep 2.1
	let_in alice nsjail-caller
	let_in alice nsjail-caller
	run on_host /srv/host/tools/caller video alice save log open where
	assert_match "$output" '^told Login refused.open perm_denied.outside$' || return 1
	assert_match "$(host_log_refusals)" "service 'video' .* was not tried"
	on_host nsjailctl kill alice
}

@test "pure-ftpd, which goes on after a refusal, is ended by it" {
	run on_host /srv/host/tools/caller pure-ftpd alice save log open where
	assert_equal "$status" 137 "status of a deaf caller" || return 1
	host_log_flush
	grep -q "service 'pure-ftpd' goes on after a refusal: ending this process" "$HOST_LOG"
	run on_host /srv/host/tools/caller pure-ftpd carol save log open where
	assert_match "$output" '^open success.outside$'
	run on_host /srv/host/tools/caller video alice save log open where
	assert_equal "$status" 0 "status of a caller that listens"
}
