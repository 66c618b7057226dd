#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# `make demo` on a fresh machine of the Debian that this one is: what happens to be installed here must not
# be what makes it work. `make check-fresh` does the same with both commands and all releases. And such a
# machine is gone when whoever wanted it is.
#
# Begins first: it installs packages and builds

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	: "${BUILD:=build}"
	[ "$(id -u)" -eq 0 ] || skip "needs root for namespaces"
	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	apt-get indextargets 2>/dev/null | grep -q . || skip "needs a Debian with a mirror"
}

@test "make demo works where only make and git are installed" {
	run tests/fresh/check "$suite" bare -- 'make demo'
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'make demo '*'ok, '* ]]
	grep -q '^installs: .*libseccomp-dev' "$BUILD/fresh/$suite-bare-1.log"
	grep -q 'and all of them hold' "$BUILD/fresh/$suite-bare-1.log"
}

# are_gone PID...
are_gone() {
	for _ in {1..900}; do
		kill -0 "$@" 2>/dev/null || return 0
		sleep 0.1
	done
	ps -o pid,args "$@"
	return 1
}

@test "a check whose starter is killed takes its machine along, and a root that was left" {
	killed=$(realpath "$BUILD")/fresh/killed log=$suite-bare-1.log
	rm -rf "$killed"
	mkdir -p "$killed/fresh/machine.$BASHPID.abcdef" "$killed/fresh/machine.4194305.abcdef/etc"
	ln "$BUILD"/fresh/"$suite"-*.tar "$killed/fresh/" 2>/dev/null || true
	BUILD=$killed bash -c 'tests/fresh/check "$1" bare -- "make demo"; :' bash "$suite" >"$killed/output" 2>&1 3>&- &
	starter=$!
	for _ in {1..1200}; do
		grep -qs '^demo: ' "$killed/fresh/$log" && break
		sleep 0.1
	done
	check=$(pgrep -P "$starter")
	unshare=$(pgrep -x -P "$check" unshare)
	machine=$(pgrep -P "$unshare")
	[ -e "$killed/fresh/machine.$BASHPID.abcdef" ]
	[ ! -e "$killed/fresh/machine.4194305.abcdef" ]

	kill -KILL "$starter"
	are_gone "$check"
	are_gone "$unshare"
	are_gone "$machine"
	rmdir "$killed/fresh/machine.$BASHPID.abcdef"
	[ -z "$(find "$killed/fresh" -maxdepth 1 -name 'machine.*')" ]
	rm -r "$killed"
}
