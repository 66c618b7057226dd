#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# `make demo` on a fresh machine of the Debian that this one is: what happens to be installed here must not
# be what makes it work. `make check-fresh` does the same with both commands and all releases.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	: "${BUILD:=build}"
}

@test "make demo works where only make and git are installed" {
	[ "$(id -u)" -eq 0 ] || skip "needs root for namespaces"
	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	apt-get indextargets 2>/dev/null | grep -q . || skip "needs a Debian with a mirror"
	run tests/fresh/check "$suite" bare -- 'make demo'
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'make demo '*'ok, '* ]]
	grep -q '^installs: .*libseccomp-dev' "$BUILD/fresh/$suite-bare-1.log"
	grep -q 'and all of them hold' "$BUILD/fresh/$suite-bare-1.log"
}
