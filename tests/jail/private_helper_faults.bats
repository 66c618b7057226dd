#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The same as in plain mode (helper_faults.bats) where two processes build the jail: a system call of
# helper, builder, keeper, init or the look-up of subordinate ids fails, or its process dies.

load ../lib/private
load ../lib/helper_faults

# There is no way back out of a user namespace.
SESSION=(log save=facts open facts close)

setup_file() {
	session_host
}

@test "a call fails" {
	helper_faults 50 fail "${SESSION[@]}"
}

@test "a process dies" {
	helper_faults 50 kill "${SESSION[@]}"
}

@test "what helper, builder and init say to one another: each word fails" {
	on_host /srv/host/tools/caller nsjail-caller alice log open close >"$HOST_DIR/first"
	# All of them first: what is traced must not meet the faults.
	calls_of "${SESSION[@]}" | grep -E ' (sendmsg|sendto|recvmsg|write|wait4|setns|unshare|clone3) ' |
		sed '/subids/d; s/$/ EPERM/' >"$HOST_DIR/points"
	result=$(on_host_bash "$HELPER_FAULTS"'; points_try "$@"' fail "$CONFIG_PATH" "${SESSION[@]}" <"$HOST_DIR/points")
	echo "# $(tail -n 1 <<<"$result")" >&3
	assert_match "$(tail -n 1 <<<"$result")" '^[3-9][0-9] points: .* 0 wrong$' "$result"
}
