#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What tests/install_packages takes for missing: on Debian by what dpkg says, elsewhere by exact paths.
# tests/fresh tries it whole, on a machine that has nothing.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	mkdir "$BATS_TEST_TMPDIR/bin"
}

# packages GROUP...: what the list has of them, sorted
packages() {
	awk -v groups=" $* " '/^\t\t[a-z]+ [^ ]+ [^ ]+$/ && index(groups, " " $1 " ") { print $2 }' \
		tests/install_packages | tr -d '?' | sort -u
}

# dpkg_knows LINE...: a dpkg-query that has these ("STATUS NAME[, NAME]")
dpkg_knows() {
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/known"
	printf '#!/bin/sh\ncat %q\n' "$BATS_TEST_TMPDIR/known" >"$BATS_TEST_TMPDIR/bin/dpkg-query"
	printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/bin/apt-cache"
	chmod 0755 "$BATS_TEST_TMPDIR/bin"/*
}

missing() {
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run tests/install_packages -n "$@"
	echo "$output"
}

@test "what dpkg does not have installed is missing, whatever lies about" {
	local known

	mapfile -t known < <(packages build | grep -v -e '^libmd-dev$' -e '^libcap-dev$' | sed 's/^/installed /')
	dpkg_knows "${known[@]}" 'config-files libmd-dev'
	missing build
	[ "$status" -eq 1 ]
	[ "$output" = "missing, by Debian's names: libcap-dev libmd-dev " ]
}

@test "what is installed under another name is not missing" {
	local known

	mapfile -t known < <(packages build | grep -v '^gcc$' | sed 's/^/installed /')
	dpkg_knows "${known[@]}" 'installed c-compiler, gcc (= 4:16.1), cc'
	missing build
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "only what is needed to build with decides the status" {
	local known

	mapfile -t known < <(packages build | sed 's/^/installed /')
	dpkg_knows "${known[@]}"
	missing build debian
	[ "$status" -eq 0 ]
	[ "$output" = "missing, by Debian's names: debootstrap " ]
}

@test "of several names the first is wanted that the release has, and one that it may lack is not" {
	dpkg_knows
	printf '#!/bin/sh\ncase $2 in doas | clang) echo yes ;; esac\n' >"$BATS_TEST_TMPDIR/bin/apt-cache"
	missing check
	[[ $output == *' doas '* && $output != *opendoas* && $output != *passt* ]]
	[[ $output == *' libclang-rt-dev '* && $output != *common* ]]
	dpkg_knows 'installed libclang-common-11-dev' 'installed doas'
	missing check
	[[ $output != *doas* && $output != *libclang* ]]
}

# A root without dpkg, with a busybox for all commands.
bare_root() {
	local applet

	[ "$(id -u)" -eq 0 ] || skip "needs root for chroot(2)"
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root"/{bin,dev,usr/bin,usr/sbin,usr/include/{linux,nettle}}
	cp "$(command -v busybox)" "$root/bin/"
	for applet in sh sed tr sort grep cat printf readlink ls uname id ip ps unshare login; do
		ln -s busybox "$root/bin/$applet"
	done
	mknod -m 0666 "$root/dev/null" c 1 3
	cp tests/install_packages "$root/"
	touch "$root"/usr/include/{linux/seccomp.h,nettle/sha2.h}
}

missing_in_bare_root() {
	run chroot "$root" /bin/sh /install_packages "$@"
	echo "$output"
}

@test "without dpkg, a header of the same name elsewhere and a busybox's name do not count" {
	bare_root
	missing_in_bare_root build demo
	[ "$status" -eq 1 ]
	[ "$output" = "missing, by Debian's names: $(packages build demo |
		grep -v -e '^busybox-static$' -e '^libpath-utils-dev$' -e '^libsubid-dev$' | tr '\n' ' ')" ]
}

@test "without dpkg, what is in its place is not missing" {
	bare_root
	touch "$root"/usr/include/{seccomp.h,sha2.h}
	printf '#!/bin/sh\n' | tee "$root/usr/bin/ip" >"$root/usr/bin/mawk"
	chmod 0755 "$root"/usr/bin/*
	rm "$root/bin/ip"
	missing_in_bare_root build check
	[[ $output == *" libpam0g-dev "* && $output == *" procps "* ]]
	[[ $output != *libseccomp* && $output != *libmd-dev* && $output != *" iproute2 "* ]]
}
