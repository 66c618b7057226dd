#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What can be told from the files alone: the quick part of `make lint`.
#
# Begins first: shellcheck takes its time

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
}

need() {
	command -v "$1" >/dev/null || skip "no $1"
}

# Files of the project, one a line, known to git or not, without what is built.
project_files() {
	find . \( -name .git -o -path ./build \) -prune -o -type f -print
}

c_files() {
	find helper pam_nsjail tests -name '*.[ch]'
}

shell_scripts() {
	project_files | tr '\n' '\0' | LC_ALL=C xargs -0 awk '
		FNR == 1 && /^#!.*[\/ ](ba)?sh( |$)/ { print FILENAME }
		{ nextfile }'
}

none_of() { # prints the lines it reads, and fails if there are any
	! grep .
}

@test "shell scripts: shellcheck is content" {
	need shellcheck
	shell_scripts | grep -qx ./tests/run
	shell_scripts | xargs shellcheck --severity=warning
	find tests \( -name '*.bash' -o -name '*.sh' \) -print0 | xargs -0 -r shellcheck --severity=warning --shell=bash
	find tests -name '*.bats' -print0 | xargs -0 -r shellcheck --severity=warning --shell=bats
}

@test "man pages: mandoc finds nothing to warn of" {
	need mandoc
	[ -n "$(ls docs/*.[1-9])" ]
	mandoc -Tlint -W warning docs/*.[1-9]
}

@test "every source file names its licence in the first line, or the second after #!" {
	{ c_files; shell_scripts; echo ./Makefile; find etc tests -name "*.mk"; } | tr '\n' '\0' | xargs -0 awk '
		FNR == 1 { bare[FILENAME] = 1 }
		/SPDX-License-Identifier: BSD-3-Clause/ { delete bare[FILENAME] }
		FNR == 2 { nextfile }
		END { for (file in bare) print file }' | none_of
}

@test "C comments are /* */ only" {
	c_files | xargs grep -nE '(^|[[:space:];{}])//' | none_of
}

@test "no C file of module and helper is longer than 500 lines" {
	find helper pam_nsjail -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 500' | none_of
}

# What no C library declares, as the ABI decides on it, is none of that.
@test "what an older C library lacks stands in helper/syscalls alone" {
	grep -rlE '__GLIBC_PREREQ' helper/syscalls | grep -q .
	grep -rnE '^#ifndef|__GLIBC_PREREQ|__has_include' helper pam_nsjail --include='*.[ch]' |
		grep -vE '^helper/syscalls/|#ifndef SYS_socketcall$' | none_of
}

@test "no file is a place for everything" {
	project_files | grep -E '/(util|utils|common|misc)\.[a-z]+$' | none_of
}

# Addresses of pages are none of mirrors; the one of Debian's that is needed says what a format is.
mirror_hosts() {
	grep -a -noiE '[a-z0-9.-]*\.(debian|ubuntu|fedoraproject|centos|opensuse|alpinelinux|kernel)\.(org|net|com|edu)' "$@" |
		grep -viE ':www\.debian\.org$'
	grep -a -noiE '(https?|ftp)://[a-z0-9.-]*(mirror|archive|ftp|cdn)[a-z0-9.-]*\.[a-z]+/' "$@"
}

@test "no file names the host of a mirror" {
	printf 'http://%s.org/debian\n' deb.debian ftp.de.debian mirror.example >"$BATS_TEST_TMPDIR/mirrors"
	[ "$(mirror_hosts "$BATS_TEST_TMPDIR/mirrors" | cut -d: -f1 | sort -u | tr '\n' ' ')" = '1 2 3 ' ]
	[ "$(project_files | wc -l)" -gt 300 ]
	project_files | tr '\n' '\0' | xargs -0 bash -c "$(declare -f mirror_hosts)"'; mirror_hosts -H "$@"' bash | none_of
}

@test "the module includes nothing of the helper but what they share" {
	grep -hE '^#include "' pam_nsjail/*.[ch] | sed 's/#include "\(.*\)"/\1/' | sort -u |
		while IFS= read -r header; do
			[ -e "pam_nsjail/$header" ] || [ -e "helper/shared/${header#shared/}" ] ||
				echo "$header"
		done | none_of
}

@test "what is shared includes neither module nor helper" {
	grep -hE '^#include "' helper/shared/*.[ch] | sed 's/#include "\(.*\)"/\1/' | sort -u |
		while IFS= read -r header; do
			[ -e "helper/shared/$header" ] || [ -e "helper/shared/${header#shared/}" ] ||
				echo "$header"
		done | none_of
}
