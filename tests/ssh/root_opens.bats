#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What root opens and runs by path while it sees the jail's files, from the join to the drop of
# privileges and from there to the way back: a short list, or the rootfs could be a way to root. With a user
# namespace it is the tenant's own root who opens them, and the list is the same. JAIL_MODE=private for that.

load ../lib/session
load ../lib/root_opens

setup_file() {
	need sshd ssh ssh-keygen strace su login cron expect localedef || return 0
	session_host sshd su login cron
	# The module is not the last here: what the look has to notice.
	cat "$HOST_ROOT/etc/pam.d/su" - >"$HOST_ROOT/etc/pam.d/su-l" <<<"session optional pam_motd.so motd=/etc/motd"
	host_locale uu_UU UTF-8
	host_sshd_start
	touch "$HOST_ROOT$HOST_ROOTFS"/var/log/{wtmp,lastlog}
}

setup() {
	session_begin
}

teardown() {
	[[ -n ${HOST_PID:-} ]] || return 0
	rm -f "$HOST_ROOT"/tmp/trace.*
	session_end
}

# assert_allowed PID: of what began as that process.
assert_allowed() {
	local seen

	seen=$(root_opens "$1")
	assert_match "$seen" 'joins [1-9]' "the trace" || return 1
	assert_equal "$(grep -vE "$(root_opens_allowed)" <<<"$seen" | grep -v '^joins')" "" "what root opened" || return 1
	assert_match "$seen" '"/etc/(passwd|group)"' "what root opened"
}

trace_sshd() {
	listener=$(<"$HOST_ROOT/run/sshd.pid")
	on_host "${ROOT_OPENS_STRACE[@]}" -p "$listener" 2>/dev/null 3>&- &
	tracer=$!
	eventually on_host_bash '! grep -q "TracerPid:.0$" "/proc/$1/status"' "$listener"
}

end_trace() {
	eventually on_host_bash '! pgrep -f "^sshd(-session)?: [ab]"'
	on_host pkill -x strace
	wait "$tracer" || true
}

@test "sshd: a command" {
	trace_sshd
	host_ssh alice true
	end_trace
	assert_allowed "$listener"
}

@test "sshd: a shell on a pty" {
	trace_sshd
	host_ssh -tt alice <<<exit
	end_trace
	assert_allowed "$listener"
}

@test "sshd: sftp" {
	trace_sshd
	echo pwd | on_host sftp -q -F /srv/host/ssh_config -b - alice@host
	end_trace
	assert_allowed "$listener"
}

# The first process is the one whose trace begins with the program.
first_process() {
	on_host_bash 'grep -lE "^execve\(\"[^\"]*/$1\"" /tmp/trace.* | sort -V | head -n 1' "$1" | cut -d. -f2
}

# In a foreign language, with something to say in it: how the program ended.
@test "su" {
	on_host env LOCPATH=/srv/locales LC_ALL=uu_UU LANGUAGE=xx "${ROOT_OPENS_STRACE[@]}" su alice -c 'kill -KILL $$' || true
	assert_allowed "$(first_process su)"
}

# login has to lead its terminal, as it does under getty: the tracer must not be its parent.
@test "login" {
	if login_reopens_its_terminal; then
		expect_login_refused
		return
	fi
	host_expect >"$HOST_DIR/output" <<-END || fail "$(<"$HOST_DIR/output")"
		spawn env LOCPATH=/srv/locales LC_ALL=uu_UU LANGUAGE=xx ${ROOT_OPENS_STRACE[*]} --daemonize=grandchild login -f alice
		want {\\$ }
		type {exit}
		want_end
	END
	eventually on_host_bash '! pgrep -x strace'
	assert_allowed "$(first_process login)"
}

# With output, so that cron has a mail to send.
@test "cron" {
	install -d -m 1730 "$HOST_ROOT/var/spool/cron/crontabs"
	printf '%s\n' 'MAILTO=alice' '@reboot echo output; echo done >done' >"$HOST_ROOT/var/spool/cron/crontabs/alice"
	chown 1001:0 "$HOST_ROOT/var/spool/cron/crontabs/alice"
	chmod 0600 "$HOST_ROOT/var/spool/cron/crontabs/alice"
	rm -rf "$HOST_ROOT"/etc/cron.d/* "$HOST_ROOT/etc/crontab" "$HOST_ROOT/run/crond.reboot"
	on_host "${ROOT_OPENS_STRACE[@]}" cron -f 3>&- &
	tracer=$!
	EVENTUALLY_MS=10000 eventually test -s "$HOST_ROOT/home/alice/done"
	eventually on_host_bash '! pgrep -x nsjail-init'
	on_host pkill -x cron
	wait "$tracer" || true
	rm -f "$HOST_ROOT/home/alice/done" "$HOST_ROOT/var/spool/cron/crontabs/alice" "$HOST_ROOT/run/crond.pid"
	assert_allowed "$(first_process cron)"
}

@test "the table has rows of each kind, and none for what loads code" {
	for path in etc/passwd etc/login.defs var/log/wtmp var/log/wtmp.db var/lib/wtmpdb run/utmp dev/ptmx; do
		root_opens_table | grep -q " /$path$" || fail "no '$path'"
	done
	for path in /etc/nsswitch.conf /usr/lib/libnss_evil.so.2 /etc/ld.so.cache /etc/motd /etc/krb5.conf /dev/ptmx.so /etc/passwd.d; do
		run grep -E "$(root_opens_allowed)" <<<"openat \"$path\""
		assert_equal "$output" ""
	done
}

@test "control: the look notices what a line after the module's opens" {
	on_host "${ROOT_OPENS_STRACE[@]}" su - alice -c true
	run assert_allowed "$(first_process su)"
	assert_equal "$status" 1 status
	assert_match "$output" 'openat "/etc/motd"'
}
