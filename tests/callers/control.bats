#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The matrix of callers notices what it is for: without the module in their stacks, all who are asked are outside.

setup() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
}

@test "control: without the line in PAM, the matrix finds su outside in every cell that has a session" {
	NO_LINE=1 JOB_LIMIT=1 run "$BATS_TEST_DIRNAME/check" --here --tap su
	echo "$output"
	[ "$status" -eq 1 ]
	for mode in plain private; do
		grep -q "^not ok .* su, $mode, works: OUTSIDE" <<<"$output"
		grep -q "^not ok .* su, $mode, refusal: OUTSIDE" <<<"$output"
		grep -q "^not ok .* su, $mode, tenants: .*OUTSIDE" <<<"$output"
		grep -q "^not ok .* su, $mode, caller: no session" <<<"$output"
	done
}
