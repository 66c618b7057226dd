#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# make install and uninstall, into an empty directory.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	: "${HELPER_PATH:=/usr/local/sbin/pam_nsjail_helper}" "${CONFIG_PATH:=/etc/security/nsjail.conf}"
	destination=$BATS_TEST_TMPDIR/destination
	mkdir "$destination"
}

# The flags of the make that runs us hold its variables, but its job server is not ours.
make_quietly() {
	MAKEFLAGS=$(sed -E 's/ -j[0-9]*| --jobserver-[^ ]*//g' <<<"${MAKEFLAGS-}") \
		make --no-print-directory "$@" DESTDIR="$destination"
}

# It is compiled in, so another one would build everything anew.
module_directory() {
	MAKEFLAGS='' make --no-print-directory --eval 'say: ; @echo $(PAMDIR)' say
}

installed() {
	(cd "$destination" && find . -type f | sort)
}

@test "install puts every file in its place, with modes that the helper's own check asks for" {
	make_quietly install
	installed
	[ "$(stat -c %a "$destination$(module_directory)/pam_nsjail.so")" = 644 ]
	[ "$(stat -c %a "$destination$HELPER_PATH")" = 755 ]
	[ "$(stat -c %a "$destination${HELPER_PATH%/*}/nsjailctl")" = 755 ]
	[ "$(stat -c %a "$destination$CONFIG_PATH")" = 644 ]
	[ "$(installed | grep -c '/man[58]/.*\.[58]$')" -eq "$(find docs -name '*.[58]' | wc -l)" ]
	# What is installed is not owned by whoever built it, if root installs.
	[ "$(id -u)" -ne 0 ] || [ -z "$(find "$destination" ! -uid 0)" ]
}

@test "install leaves an nsjail.conf alone that is there" {
	mkdir -p "$destination${CONFIG_PATH%/*}"
	echo mine >"$destination$CONFIG_PATH"
	make_quietly install
	[ "$(cat "$destination$CONFIG_PATH")" = mine ]
}

@test "uninstall removes what install put, but for nsjail.conf" {
	make_quietly install
	make_quietly uninstall
	[ "$(installed)" = ".$CONFIG_PATH" ]
	[ ! -e "$destination${CONFIG_PATH%.conf}.d" ]
}

@test "uninstall leaves what others put beside it" {
	make_quietly install
	echo theirs >"$destination${CONFIG_PATH%.conf}.d/alice.conf"
	touch "$destination$(module_directory)/pam_other.so"
	make_quietly uninstall
	[ -e "$destination${CONFIG_PATH%.conf}.d/alice.conf" ]
	[ -e "$destination$(module_directory)/pam_other.so" ]
}

@test "a path that is compiled in changes with PREFIX" {
	make_quietly BUILD="$BATS_TEST_TMPDIR/build" PREFIX=/opt/jails \
		"$BATS_TEST_TMPDIR/build/pam_nsjail.so"
	grep -q /opt/jails/sbin/pam_nsjail_helper "$BATS_TEST_TMPDIR/build/pam_nsjail.so"
	! grep -q /usr/local/sbin/pam_nsjail_helper "$BATS_TEST_TMPDIR/build/pam_nsjail.so"
}
