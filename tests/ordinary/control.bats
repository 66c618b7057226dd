#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The table of an ordinary day notices what it is for: cells that are not so, reasons that are others, and
# commands that work nowhere.

setup() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
}

# cells PLAIN PRIVATE USR: the rest of a row
cells() {
	printf '\t%s\n' "plain $1" "private $2" "@usr $3"
}

@test "control: false cells, false reasons and a command that works nowhere are found" {
	{
		printf '%s\n' true $'\tpackages coreutils' $'\ttypes echo here' $'\tprints ^here' $'\tbecause .'
		cells works 'no: it is said not to' 'linger = 1h'
		printf '%s\n' another $'\tpackages coreutils' $'\ttypes [ -e /srv/host ] && echo outside || echo inside' \
			$'\tprints ^outside' $'\tbecause no such words'
		cells works 'no: another reason' 'linger = 1h'
		printf '%s\n' broken $'\tpackages coreutils' $'\ttypes false' $'\tprints .' $'\tbecause ^$'
		cells 'no: so' 'no: so' 'no: so'
	} >"$BATS_TEST_TMPDIR/rows"
	ROWS_FILE=$BATS_TEST_TMPDIR/rows run "$BATS_TEST_DIRNAME/check" --here --tap
	echo "$output"
	[ "$status" -eq 1 ]
	[ "$(grep -E '^(not )?ok' <<<"$output" | sed -E 's/^(not ok|ok) [0-9]+ /\1 /')" = "ok true, plain: works
not ok true, private: is 'works', not 'no: it is said not to'
not ok true, @usr: is 'works', not 'linger = 1h'
ok true, control: not needed
not ok another, plain: is 'no', not 'works'
not ok another, private: no, and the reason is another
not ok another, @usr: is 'no', not 'linger = 1h'
ok another, control: works
ok broken, plain: no
ok broken, private: no
ok broken, @usr: no
not ok broken, control: does not work without a jail either" ]
}
