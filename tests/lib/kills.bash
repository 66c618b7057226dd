# SPDX-License-Identifier: BSD-3-Clause
# shellcheck disable=SC2154 # status and output are of bats
# shellcheck shell=bash
#
# Killing the processes of a login at many points of its start; needs session.bash.
#
# kills_while_starting NAME[:PLACE] MICROSECONDS...   one login of alice for each point of time; of
#                                                     several processes of that name the PLACEth dies;
#                                                     one that lives for a moment may be missed, but
#                                                     not most of the time

# The entry of a keeper that died after the join is removed by a close of the caller, who can not do so
# in private mode, and does not try when it could not even fork.
entry_is_for_the_next_login() {
	[[ ${JAIL_MODE:-plain} != plain ]] || { host_log_flush; grep -q 'fork of unprivileged child failed' "$HOST_LOG"; }
}

# shellcheck disable=SC2154 # bats sets status and output
kills_while_starting() {
	local name=${1%:*} place delay killer jailed=0 missed=0

	place=${1#"$name"}
	shift
	for delay in "$@"; do
		on_host /srv/host/tools/kill_on_sight "$name" "$delay" 2 "${place#:}" >"$HOST_DIR/killed" 3>&- &
		killer=$!
		sleep 0.02
		run timeout 20 nsenter -t "$HOST_PID" -a env -i PATH="$PATH" \
			ssh -F /srv/host/ssh_config alice@host "$JAIL_PROBE; sleep 0.2" </dev/null
		wait "$killer" || true
		grep -q killed "$HOST_DIR/killed" || missed=$((missed + 1))
		# shellcheck disable=SC2154 # run sets status and output
		[[ $status != 124 ]] || fail "a login hangs when '$name' dies after $delay microseconds"
		# shellcheck disable=SC2154
		if [[ $output == *"mnt:["* ]]; then
			jailed=$((jailed + 1))
			assert_jailed "$(grep -v '^Connection' <<<"$output")" alice ||
				[[ ! $output =~ pids\ [0-9] ]] # it was cut off before its last line
			[[ $output != *"$(head -n 1 <<<"$(host_namespaces)")"* ]] || fail "outside: $output"
		fi
		entry_is_for_the_next_login && host_ssh bob true
		leaks_after || fail "after $delay microseconds of '$name'"
	done
	echo "$jailed of $# got as far as a jail, $missed were missed"
	((missed <= $# / 2)) || fail "'$name' was not there to be killed"
}
