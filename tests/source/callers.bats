#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# docs/callers.md has a row for each file of tests/callers/known, and none besides.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
}

# rows FILE: the first column of the table
rows() {
	sed -nE 's/^\| ([a-z][a-z-]*) \|.*/\1/p' "$1" | grep -vx caller | sort
}

@test "each caller that is tried has its row, and each row its test or the word 'read'" {
	diff <(rows docs/callers.md) <(find tests/callers/known -name '*.bash' | sed 's|.*/||; s|\.bash$||' | sort)
}

@test "a row of the page is whole: eight columns, and no result that is a failure" {
	[ "$(grep -c '^| [a-z]' docs/callers.md)" -gt 15 ]
	run grep -E '^\| [a-z]' docs/callers.md
	[ -z "$(awk -F'|' 'NF != 10' <<<"$output")" ]
	[[ $output != *FAILS* ]]
}
