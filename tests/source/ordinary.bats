#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# docs/ordinary.md has a row for each of tests/ordinary/rows, with the words of its cells, and none besides.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	. tests/ordinary/rows.bash
	rows_read tests/ordinary/rows
}

# What the table should say, but for the versions.
wanted() {
	local name profile

	for name in "${ROWS[@]}"; do
		printf '| %s |' "$name"
		for profile in "${PROFILES[@]}"; do
			printf ' %s |' "$(cell_words "${ROW[$name.$profile]}")"
		done
		echo
	done
}

page_rows() {
	sed -n '/^| what /,/^$/p' docs/ordinary.md | tail -n +3 | grep '^|'
}

@test "the table of the page is that of the rows" {
	[ "${#ROWS[@]}" -ge 40 ]
	diff <(wanted) <(page_rows | sed -E 's/^(\| [^|]+ \|) [^|]* \|/\1/')
}

@test "every row of the page has a version" {
	page_rows | awk -F'|' 'NF != 7 || $3 !~ /[0-9]/ { print; wrong = 1 } END { exit wrong }'
}

@test "control: a row that is not whole is refused, with what it lacks" {
	printf '%s\n' name $'\tpackages a' $'\ttypes b' $'\tprints c' $'\tplain works' $'\tprivate works' >"$BATS_TEST_TMPDIR/rows"
	run rows_read "$BATS_TEST_TMPDIR/rows"
	[ "$status" -ne 0 ]
	[[ $output == *"'name' has no '@usr'"* ]]
	printf '%s\n' $'\t@usr no: a reason' >>"$BATS_TEST_TMPDIR/rows"
	run rows_read "$BATS_TEST_TMPDIR/rows"
	[ "$status" -ne 0 ]
	[[ $output == *"no 'because'"* ]]
}
