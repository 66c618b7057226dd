#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# From the join to the module's return every system call fails once. There is no way back from a user
# namespace: the caller is dead then, or the failure was of no account and it is the jail's root.

load ../lib/private
load ../lib/faults

STEPS='save open where close where gone'

setup_file() {
	need strace || return 0
	session_host
}

@test "every call from the join to the return of open_session fails once: dead, or no harm" {
	each=4
	[[ ${LONG:-0} != 1 ]] || each=1000
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' |
		awk -v each="$each" '$1 != "setns" && ++seen[$1] <= each' >"$HOST_DIR/points"
	for name in setgroups setresuid setresgid capget openat prctl; do
		grep -q "^$name " "$HOST_DIR/points" || fail "'$name' is not among the points"
	done
	result=$(host_series '^setns' "$STEPS" '' '137 .*' '0 open success, .* gone' <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9][0-9]+: inside 0, outside [0-9]+, killed [1-9][0-9]+$'
	# What makes up the change of ids is never without consequence.
	grep -E '^(setgroups|setresuid|setresgid|getresuid|getresgid|getgroups|capget) ' "$HOST_DIR/points" \
		>"$HOST_DIR/ids"
	result=$(host_series '^setns' "$STEPS" '' '137 .*' <"$HOST_DIR/ids")
	assert_series "$result" "^covered $(wc -l <"$HOST_DIR/ids"): inside 0, outside 0, killed $(wc -l <"$HOST_DIR/ids")\$"
}

@test "a join that fails is a refusal, and nothing has changed" {
	host_trace "$STEPS" | points '^setns' '^getpgid.7654321' | grep '^setns ' >"$HOST_DIR/points"
	result=$(host_series '^setns' "$STEPS" '' '0 told Login refused, open perm_denied, outside, close [a-z_]+, outside, gone' <"$HOST_DIR/points")
	assert_series "$result" '^covered [1-9]: inside 0, outside [1-9], killed 0$'
}
