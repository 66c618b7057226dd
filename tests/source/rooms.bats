#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# The house: which folder may include what of which, and the picture of it. The table is `rooms`.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	graph=tests/source/graph
}

# A copy of the sources that a test may spoil.
spoiled() {
	mkdir "$BATS_TEST_TMPDIR/house"
	cp -r helper pam_nsjail "$BATS_TEST_TMPDIR/house"
	house=$BATS_TEST_TMPDIR/house
}

@test "no file includes what is in a folder above its own" {
	run -0 "$graph" up
	[ -z "$output" ]
}

@test "an arrow upwards is found, and named with both files" {
	spoiled
	echo '#include "keeper/keeper.h"' >>"$house/helper/plan/jail_plan.c"
	run -0 "$graph" up "$house"
	[ "$output" = "helper/plan/jail_plan.c includes helper/keeper/keeper.h" ]
}

@test "no rooms and no folders include each other" {
	run -0 "$graph" circles
	[ -z "$output" ]
}

@test "a circle is found, within a folder and between two" {
	spoiled
	echo '#include "plan/mount_list.h"' >>"$house/helper/plan/mount_entry.h"
	run -0 "$graph" circles "$house"
	[[ $output == "helper/plan/jail_plan helper/plan/mount_entry helper/plan/mount_list: "*"helper/plan/mount_entry -> helper/plan/mount_list"* ]]
	echo '#include "network/network.h"' >>"$house/helper/plan/path_form.h"
	run -0 "$graph" circles "$house"
	[[ $output == *"network plan"* ]]
}

@test "a folder that the table does not have is no folder" {
	spoiled
	mkdir "$house/helper/annex"
	echo '#include "plan/jail_plan.h"' >"$house/helper/annex/new.c"
	run ! "$graph" up "$house"
	[[ $output == *"annex/new.c: its folder is not in"* ]]
}

@test "every folder of the table is there, with sources" {
	sed -n '/^#/!s/ *|.*//p' tests/source/rooms | while IFS= read -r folder; do
		case $folder in helper | pam_nsjail) path=$folder ;; *) path=helper/$folder ;; esac
		ls "$path"/*.c >/dev/null || echo "$folder"
	done | { ! grep .; }
}

@test "the picture of the folders is the one of these sources" {
	"$graph" dot | diff docs/rooms.dot -
}

@test "docs/design.md tells of every folder what the table says" {
	sed -n '/^#/!p' tests/source/rooms | while IFS='|' read -r folder rest; do
		read -r folder <<<"$folder"
		grep -F "| \`$folder\` |" docs/design.md | tr -d '`' | tr -s ' |' | grep -qF "$(tr -s ' |' <<<" $rest" | sed 's/^ *//; s/ *$//')" ||
			echo "$folder"
	done | { ! grep .; }
}

@test "functions are short, and the graph of calls is no tower" {
	run -0 "$graph" figures
	[[ $output =~ functions\ ([0-9]+):\ median\ ([0-9]+)\ lines,\ nine\ of\ ten\ at\ most\ ([0-9]+),\ largest\ ([0-9]+) ]]
	((BASH_REMATCH[1] > 1500 && BASH_REMATCH[2] <= 11 && BASH_REMATCH[3] <= 20 && BASH_REMATCH[4] <= 39))
	[[ $output =~ helper:\ ([0-9]+)\ floors,\ 0\ circles ]]
	((BASH_REMATCH[1] <= 12))
}
