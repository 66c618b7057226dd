#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# Where tests fetch Debian from: what apt is told on this machine, or VM_MIRROR, and nothing that the project names.

load ../lib/debian_mirror

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	unset VM_MIRROR
}

# apt_is_told LINE...: an apt with these sources, and no lists of them
apt_is_told() {
	command -v apt-get >/dev/null || skip "no apt"
	mkdir -p "$BATS_TEST_TMPDIR/lists/partial" "$BATS_TEST_TMPDIR/parts"
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/sources.list"
	printf '%s "%s";\n' Dir::State::lists "$BATS_TEST_TMPDIR/lists" Dir::Etc::sourceparts "$BATS_TEST_TMPDIR/parts" \
		Dir::Etc::sourcelist "$BATS_TEST_TMPDIR/sources.list" >"$BATS_TEST_TMPDIR/apt.conf"
	export APT_CONFIG=$BATS_TEST_TMPDIR/apt.conf
}

# lists_of URL SUITE ORIGIN: what apt has fetched of one of the sources
lists_of() {
	local name

	name=$(sed 's,^[a-z]*://,,; s,/,_,g' <<<"$1")_dists_$2
	printf '%s\n' "Origin: $3" "Suite: $2" "Codename: $2" 'Date: Sat, 11 Jul 2026 10:16:37 UTC' 'Architectures: amd64' \
		'Components: main' >"$BATS_TEST_TMPDIR/lists/${name}_Release"
	printf 'Package: none\nVersion: 1\nArchitecture: all\n' \
		>"$BATS_TEST_TMPDIR/lists/${name}_main_binary-$(dpkg --print-architecture)_Packages"
}

is_from() { # SUITE URL
	run debian_mirror "$1"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "$2" ]
}

@test "Debian comes from the archive that apt is told of, from one with the suite if there are several" {
	apt_is_told 'deb http://one.example/other bookworm main' 'deb http://two.example/debian-security trixie main' \
		'deb http://three.example/debian bookworm main' 'deb http://four.example/debian trixie main'
	is_from bookworm http://three.example/debian
	is_from trixie http://four.example/debian
	is_from forky http://three.example/debian
}

@test "an archive that is not Debian's does not count once apt has its lists" {
	apt_is_told 'deb http://one.example/debian trixie main' 'deb http://two.example/debian bookworm main'
	lists_of http://one.example/debian trixie Somebody
	lists_of http://two.example/debian bookworm Debian
	is_from trixie http://two.example/debian
}

@test "of a list of mirrors the first is taken" {
	printf '%s\n' '# a comment' '' $'http://one.example/debian\tpriority:1' http://two.example/debian >"$BATS_TEST_TMPDIR/debian.list"
	apt_is_told "deb mirror+file:$BATS_TEST_TMPDIR/debian.list bookworm main"
	is_from bookworm http://one.example/debian
}

@test "VM_MIRROR is taken whatever apt is told" {
	apt_is_told 'deb http://one.example/debian bookworm main'
	VM_MIRROR=http://two.example/debian is_from bookworm http://two.example/debian
}

@test "where nobody says where Debian is, the machines of check-vm say what to set" {
	apt_is_told 'deb http://one.example/ubuntu noble main'
	for command in 'debian_mirror bookworm' 'debian_mmdebstrap bookworm /nonexistent/target' \
		"tests/vm/image $BATS_TEST_TMPDIR/image"; do
		run $command
		echo "$command: $output"
		[ "$status" -ne 0 ]
		[[ $output == *'set VM_MIRROR=URL' ]]
	done
	[ ! -e "$BATS_TEST_TMPDIR/image" ]
	PATH=$BATS_TEST_TMPDIR run "$BASH" -c '. tests/lib/debian_mirror.bash; debian_mirror bookworm'
	[ "$status" -ne 0 ]
}
