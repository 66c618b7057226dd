#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# In which order tests/run begins its files, and what each finds in its environment.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	unset MUST_WORK V AT_ONCE
	for name in plain first; do
		printf '%s\n' '#!/bin/sh' 'echo "ok 1"' 'echo 1..1' "echo \"$name \${ONE:-none} \${TWO:-none}\" >>'$BATS_TEST_TMPDIR/ran'" \
			>"$BATS_TEST_TMPDIR/$name"
		chmod 0755 "$BATS_TEST_TMPDIR/$name"
	done
	echo '# Begins first: it takes long' >>"$BATS_TEST_TMPDIR/first"
}

@test "what takes long begins first, with the settings that were before it" {
	cd "$BATS_TEST_TMPDIR"
	AT_ONCE=1 run "$OLDPWD/tests/run" ./plain ONE=1 ./plain 'TWO=a b' ./first ./plain
	[ "$status" -eq 0 ]
	[[ $output == *'./first (TWO=a b)'*'./plain'*'./plain (ONE=1)'*'./plain (TWO=a b)'*'4 passed, 0 failed, 0 skipped' ]]
	[ "$(cat ran)" = $'first 1 a b\nplain none none\nplain 1 none\nplain 1 a b' ]
}

@test "a file that runs alone has nothing beside it" {
	cd "$BATS_TEST_TMPDIR"
	for name in one two; do
		sed 's/^echo 1/sleep 0.5; &/' plain >"$name"
		chmod 0755 "$name"
	done
	printf '%s\n' '#!/bin/sh' '# Runs alone: it says so' "wc -l <'$BATS_TEST_TMPDIR/ran' >'$BATS_TEST_TMPDIR/before'" \
		'sleep 0.5' 'echo "ok 1"' 'echo 1..1' "wc -l <'$BATS_TEST_TMPDIR/ran' >'$BATS_TEST_TMPDIR/after'" >alone
	chmod 0755 alone
	AT_ONCE=6 "$OLDPWD/tests/run" ./one ./two ./alone ./plain
	[ "$(cat before after | xargs)" = '2 2' ]
	[ "$(wc -l <ran)" -eq 3 ]
}
