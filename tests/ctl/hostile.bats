#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What users, remote hosts, paths and logs are called never reaches a terminal or a program as anything
# but plain text: every command's output is printable ASCII, and its JSON is JSON.

load ../lib/ctl

# Moves the cursor, sets the title, is no UTF-8, ends a line, and looks like fields.
EVIL=$'\033[2J\033]0;x\007\233\177"\\\tuser = root'

setup_file() {
	ctl_host jq expect
}

clean_ctl() { # ARGUMENT...: both forms of a command are clean, and the second is JSON
	ctl "$@"
	assert_clean "$output" || return 1
	ctl "$@" --json
	assert_clean "$output" || return 1
	jq -e . <<<"$output" >/dev/null || fail "no JSON: $output"
}

@test "terminal and remote host of a session" {
	on_host_bash 'LOGINS_TTY=$2 LOGINS_RHOST=$2 "$1" nsjail alice 1 /bin/sh -c "sleep 60"' "$LOGINS" "$EVIL" 3>&- &
	holder=$!
	is_up() {
		[[ $(ctl_json '.jails | length' list) == 1 ]]
	}
	eventually is_up
	clean_ctl list
	remote=$(ctl_json '.jails[0].sessions[0].remote' list)
	assert_match "$remote" '2J.*user' "the remote host is there"
	# One jail, of alice: what looks like a line of the keeper's is none.
	assert_equal "$(ctl_json '.jails[0].user' list)" alice
	host_log_flush
	assert_clean "$(grep -a 'event=open' "$HOST_LOG")"
	assert_match "$(grep -a 'event=open' "$HOST_LOG")" 'rhost=\\x1b\\x5b2J.*\\x9b\\x7f\\x22\\x5c\\x09user\\x20\\x3d\\x20root '
	ctl kill alice
	wait "$holder" || true
}

@test "user names and words of the command line" {
	for command in show enter verify kill why run check; do
		run on_host nsjailctl "$command" "$EVIL"
		[ "$status" -ne 0 ]
		assert_clean "$output"
	done
	run on_host nsjailctl "$EVIL"
	assert_clean "$output"
	run on_host nsjailctl enter --tool "$EVIL" alice
	assert_clean "$output"
	run on_host nsjailctl kill --session "$EVIL" alice
	assert_clean "$output"
	for name in '-a' '.' '..' 'a/b' '%n%s' '$(id)' "a'b"; do
		for command in show kill enter verify; do
			run on_host nsjailctl "$command" -- "$name"
			[ "$status" -ne 0 ] || fail "'$command $name' succeeds"
			assert_clean "$output"
			[[ $output != *uid=0* ]]
		done
	done
}

@test "a path of the root file system, on a terminal, too" {
	on_host cp -a "$HOST_ROOTFS" "/srv/rootfs/a "$'\303\244'
	printf '%s\n' '[default]' "rootfs = /srv/rootfs/a "$'\303\244' | host_config
	jail_hold one alice
	clean_ctl list
	clean_ctl show alice
	clean_ctl verify alice
	# One that is not there is named in what check finds.
	printf '%s\n' '[default]' "rootfs = /srv/rootfs/b "$'\302\233' | host_config
	clean_ctl check alice
	assert_match "$(ctl_json '.findings[0].message' check alice)" "rootfs '/srv/rootfs/b "
	assert_equal "$(ctl_json '.jails[0].rootfs' list)" '/srv/rootfs/a ??'
	# Colours are the only sequences that a terminal gets, and none without one.
	run host_expect <<-'END'
		spawn env TERM=xterm nsjailctl verify alice
		want {properties hold}
		want_end
	END
	assert_match "$output" $'\033\\[1m'
	run host_expect <<-'END'
		spawn env TERM=xterm NO_COLOR=1 nsjailctl verify alice
		want {properties hold}
		want_end
	END
	[[ $output != *$'\033'* ]]
}

@test "what a jail says in a session passes through, what nsjailctl says of it does not" {
	jail_hold one alice
	run on_host nsjailctl enter alice printf '\033[2J'
	assert_equal "$output" $'\033[2J'
	run on_host nsjailctl enter alice "$EVIL"
	assert_equal "$status" 127
	assert_clean "$output"
}
