#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The kept inputs, and a second of new ones, for each fuzz target. `make fuzz TIME=seconds` is the
# long form.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	seconds=1
	[ "${LONG:-0}" = 0 ] || seconds=60
}

targets() {
	basename -s _fuzz.c tests/fuzz/*_fuzz.c
}

@test "every fuzz target keeps inputs, and nothing is kept for others" {
	[ "$(targets | wc -l)" -ge 7 ]
	diff <(targets | sort) <(ls tests/fuzz/corpus | sort)
	for name in $(targets); do
		[ -n "$(ls "tests/fuzz/corpus/$name")" ]
	done
}

@test "no fuzz target finds anything" {
	TIME=$seconds run tests/fuzz/run
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c 'executions in .* no finding$' <<<"$output")" -eq "$(targets | wc -l)" ]
	# Each has tried new inputs and not only read those that are kept.
	for name in $(targets); do
		tried=$(sed -n "s/^$name: \([0-9]*\) executions.*/\1/p" <<<"$output")
		[ "$tried" -gt "$(ls "tests/fuzz/corpus/$name" | wc -l)" ]
	done
}
