#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What the module leaves as it was in an application that stays in a jail with a user namespace:
# tools/caller plays it, as in tests/module/manners.bats. It can not go home, so what it says there of
# "same" and "where" is not asked here.

load ../lib/private

setup_file() {
	need setpriv || return 0
	session_host
	install -m 4755 "$BUILD/tools/prober" "$HOST_ROOT$HOST_ROOTFS/bin/prober"
}

# says STEP...: alice's caller says what stands on standard input.
says() {
	local expected

	expected=$(cat)
	run on_host /srv/host/tools/caller nsjail-caller alice log "$@"
	assert_equal "$output" "$expected" "for '$*'" || return 1
	assert_equal "$status" 0 "status for '$*'"
}

is_gone() {
	grep -aq 'is gone' "$HOST_LOG"
}

# The keeper tells it, a moment later.
assert_closed_once() {
	EVENTUALLY_MS=5000 eventually is_gone || return 1
	assert_equal "$(grep -ac 'closed session ' "$HOST_LOG")" 1 "sessions closed"
}

@test "no SIGCHLD and no child, whatever the application does with them" {
	for way in default ignored handled blocked nocldwait; do
		says sigchld=$way save open children close children <<-'END'
			open success
			no children
			close success
			no children
		END
	done
}

@test "close twice: the second time is one without open" {
	says save open close close <<<$'open success\nclose success\nclose success'
	assert_closed_once
}

@test "opened twice on one handle: one session, which ends with the second close" {
	says save open open close read=/etc/rootfs-mark close read=/etc/rootfs-mark <<-'END'
		open success
		open success
		close success
		/etc/rootfs-mark: a rootfs of the tests
		close success
		/etc/rootfs-mark: No such file or directory
	END
	assert_closed_once
}

@test "close in a forked child is refused, and the session lives on" {
	says save open fork close exit sleep=100 alive close <<<$'open success\nclose session_err\nalive\nclose success'
	assert_closed_once
	assert_equal "$(grep -ac 'can not be closed: it belongs to another process' "$HOST_LOG")" 1
}

@test "pam_end in a forked child, silent or not: the session lives on" {
	for silently in end end=silent; do
		: >"$HOST_LOG"
		says save open fork $silently exit sleep=100 alive close <<<$'open success\nalive\nclose success'
		assert_closed_once
	done
}

@test "pam_end without close closes nothing: the session lives until the process ends" {
	says save open end sleep=100 alive <<<$'open success\nalive'
	EVENTUALLY_MS=5000 eventually is_gone
	assert_equal "$(grep -ac 'closed session ' "$HOST_LOG")" 0 "sessions closed"
	assert_equal "$(grep -ac 'lost session ' "$HOST_LOG")" 1 "sessions lost"
	assert_equal "$(grep -ac 'pam_end(3) without pam_close_session(3)' "$HOST_LOG")" 1
}

# The application's parent is in the same mount namespace as the application and the helper.
@test "an application in namespaces of its own: nobody else there gets another root or other mounts" {
	run on_host unshare --mount --uts --propagation private bash -c '
		/srv/host/tools/caller nsjail-caller alice open close # makes the template
		seen() { stat -c %d:%i / /proc/$$/root/. /proc/$$/cwd/.; cat /proc/$$/mountinfo; hostname; }
		before=$(seen)
		/srv/host/tools/caller nsjail-caller alice log save open alive close
		after=$(seen)
		[[ $before == "$after" ]] && echo same
		mount --bind /srv/rootfs /srv/rootfs
		[[ $(seen) == "$after" ]] || echo seen'
	assert_equal "$output" $'open success\nclose success\nopen success\nalive\nclose success\nsame\nseen'
}

@test "no_new_privs = yes: the session is opened, and a setuid program gives nothing" {
	run on_host /srv/host/tools/logins nsjail-caller alice 1 /bin/sh -c 'grep NoNewPrivs /proc/self/status; prober root id -u'
	assert_equal "$output" $'NoNewPrivs:\t0\n0' control
	session_config 'no_new_privs = yes'
	run on_host /srv/host/tools/logins nsjail-caller alice 1 /bin/sh -c 'grep NoNewPrivs /proc/self/status; prober root id -u'
	assert_match "$output" $'^NoNewPrivs:\t1\n'
	[[ $output != *$'\n0' ]]
}
