#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The helper itself, started by something that is not the module: whatever it is told, it answers with
# one refusal that says why, within two seconds, and ends. Who never says a word is waited for longer,
# because a busy machine can be slow, and then refused likewise.

load ../lib/session

MALFORMED="the module's request is malformed: Bad message"
OTHER="the module's request is malformed: Protocol error"
NONE="no request from the module: Bad message"
LACKS="the module's request lacks a descriptor: Bad message"
MANY="the module's request has too many descriptors: Bad message"
NO_PIDFD="the module's request has no pidfd of its process: Bad message"
NO_TERMINAL="the module's request has a terminal that is none: Bad message"

NO_PACKETS="the module's socket is not one of packets: Protocol wrong type for socket"

setup_file() {
	need || return 0
	session_host
}

# A line for each row of the tool's table. The first is the control: a jail that stands.
expected() {
	cat <<-END
		whole: outcome 2, status 0
		no bytes: no request from the module: Broken pipe, status 1
		1 byte: $MALFORMED, status 1
		version alone: $MALFORMED, status 1
		head alone: $MALFORMED, status 1
		half a number: $MALFORMED, status 1
		half: $MALFORMED, status 1
		a byte too few: $MALFORMED, status 1
		a byte too many: $MALFORMED, status 1
		64 KiB too many: $MALFORMED, status 1
		larger than any: $NONE, status 1
		version before: $OTHER, status 1
		version after: $OTHER, status 1
		version of another order: $OTHER, status 1
		a log line's type: $MALFORMED, status 1
		a verdict's type: $MALFORMED, status 1
		no type: $MALFORMED, status 1
		type -1: $MALFORMED, status 1
		string of 2^32-1: $MALFORMED, status 1
		string of 2^31-1: $MALFORMED, status 1
		string of 2^31: $MALFORMED, status 1
		string with a NUL: $MALFORMED, status 1
		boolean of 2: $MALFORMED, status 1
		2^32-1 groups: $MALFORMED, status 1
		2^29 groups: $MALFORMED, status 1
		no groups: $MALFORMED, status 1
		noise: $OTHER, status 1
		noise of any size: $OTHER, status 1
		no descriptor: $LACKS, status 1
		no terminal: $LACKS, status 1
		terminal unasked: $LACKS, status 1
		three descriptors: $MANY, status 1
		four descriptors: $NONE, status 1
		253 descriptors: $NONE, status 1
		pidfd of another: $NO_PIDFD, status 1
		pidfd of the dead: $NO_PIDFD, status 1
		a file for the pidfd: $NO_PIDFD, status 1
		a directory for the pidfd: $NO_PIDFD, status 1
		a namespace for the pidfd: $NO_PIDFD, status 1
		a socket for the pidfd: $NO_PIDFD, status 1
		a file for the terminal: $NO_TERMINAL, status 1
		a directory for the terminal: $NO_TERMINAL, status 1
		a socket for the terminal: $NO_TERMINAL, status 1
		closed at once: 0 verdicts, status 1
		held: outcome 2, stays, status 0
		twice: outcome 2, ends, status 0
		a stream: $NO_PACKETS, status 1
		half in a stream: $NO_PACKETS, status 1
		twice in a stream: $NO_PACKETS, status 1
	END
}

said() {
	on_host /srv/host/tools/bad_requests "$HELPER_PATH" "$1"
}

# Meanwhile the other one waits for its eight seconds.
@test "each malformed request gets one refusal that names what is wrong, at once; silence gets one, too" {
	local tries
	said silent >"$HOST_DIR/silent" 3>&- &
	# A machine that is busy gets three attempts.
	for tries in 1 2 3; do
		: >"$HOST_LOG"
		said quick >"$HOST_DIR/said"
		grep -q ', late$' "$HOST_DIR/said" || break
	done
	wait $!
	diff <(expected) "$HOST_DIR/said" || fail "other answers (attempt $tries)"
	assert_equal "$(<"$HOST_DIR/silent")" "not a word: no request from the module: Connection timed out, status 1, late" "answer to silence"
	# The module has the refusals for the log; of the helper's own there are only the ends of three jails,
	# and why one of them ended.
	host_log_flush
	assert_equal "$(grep -a pam_nsjail "$HOST_LOG" | grep -cE "the jail of user 'alice' is gone")" 3 "jails that ended"
	others=$(grep -a pam_nsjail "$HOST_LOG" | grep -vE "the jail of user 'alice' is gone")
	assert_match "$others" "session \[0000beef\] ends: its module did not say that it has joined, but something else" "other lines"
	assert_equal "$(wc -l <<<"$others")" 1 "other lines in the log ($others)"
}

@test "a descriptor 3 that is none of the module's: one line that says who starts the helper, nothing made" {
	local redirection begin now

	for redirection in '3>&-' '3</etc/passwd' '3</' '3</dev/null' '3< <(:)' '3>/dev/null'; do
		machine_ms begin
		run on_host_bash '"$1" '"$redirection" "$HELPER_PATH"
		machine_ms now
		assert_equal "$status: $output" \
			"0: pam_nsjail_helper is started by pam_nsjail.so; entries of dead jails removed: 0" "with $redirection"
		((now - begin < REFUSAL_MS)) || fail "with $redirection it took $((now - begin)) ms"
	done
}
