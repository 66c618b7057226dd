#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
#
# What compiler and linker were told to make of the programs and the module, looked for in the files
# that they made. Each look is tried on a program that has none of it, too.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	: "${BUILD:=build}"
	for tool in readelf objdump nm cc; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
	weak_make
}

# Everything that is installed and runs.
built() {
	printf '%s\n' "$BUILD"/{pam_nsjail.so,pam_nsjail_helper,pam_nsjail_subids,pam_nsjail_groups,pam_nsjail_scope,pam_nsjail_veth,nsjailctl}
}

# Our own objects, without the tests'.
objects() {
	find "$BUILD/pic/pam_nsjail" "$BUILD/pic/helper" "$BUILD/pie/helper" -name '*.o'
}

# The counterexample: $weak, and $weak.o.
weak_make() {
	weak=$BATS_TEST_TMPDIR/weak
	cat >"$weak.c" <<-END
		#include <stdio.h>
		#include <string.h>
		int main(int argc, char **argv)
		{
			char text[64];
			(void)argc;
			strcpy(text, argv[0]);
			return printf("%s", text) < 0;
		}
		__asm__(".text\n.globl reference\nreference: .quad stdout\n");
	END
	cc -w -O2 -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none -fPIC -c -o "$weak.o" "$weak.c"
	cc -w -pie -Wl,-z,execstack,-z,norelro,-z,lazy,-z,notext,-rpath,/tmp -Wl,--no-warn-execstack -o "$weak" "$weak.o" 2>/dev/null ||
		cc -w -pie -Wl,-z,execstack,-z,norelro,-z,lazy,-z,notext,-rpath,/tmp -o "$weak" "$weak.o"
	cc -w -no-pie -o "$weak.fixed" -x c - <<<'int main(void) { return 0; }'
}

# Each look says nothing of a file that is well.

no_relro() {
	readelf -lW "$1" | grep -q GNU_RELRO || echo "$1: no RELRO"
}

not_bound_now() {
	readelf -dW "$1" | grep -q 'FLAGS_1.*NOW' || echo "$1: not bound at once"
}

not_relocatable() {
	readelf -hW "$1" | grep -q 'Type: *DYN' || echo "$1: neither a PIE nor a library"
}

executable_stack() {
	readelf -lW "$1" | grep -qE 'GNU_STACK( +[^ ]+){5} +RW +' || echo "$1: executable stack"
	! readelf -lW "$1" | grep -E '^ +LOAD' | grep -q 'W E\|WE' || echo "$1: writable code"
}

own_library_path() {
	! readelf -dW "$1" | grep -qE 'RPATH|RUNPATH' || echo "$1: RPATH"
}

text_relocations() {
	! readelf -dW "$1" | grep -q TEXTREL || echo "$1: text relocations"
}

no_stack_protector() {
	nm "$1" | grep -qE ' __stack_chk_fail(@|_local|$)' || echo "$1: no stack protector"
}

no_fortify() {
	nm "$1" | grep -qE ' __(printf|fprintf|snprintf|vsnprintf|memcpy|strcpy)_chk(@|$)' || echo "$1: no FORTIFY"
}

# The marks that let the kernel switch on IBT and shadow stacks.
no_cet() {
	readelf -nW "$1" | grep -q 'IBT.*SHSTK' || echo "$1: no IBT and SHSTK"
}

# What IBT asks of a function that is called through a pointer.
no_landing() {
	local name=main

	[[ $1 != *.so ]] || name=pam_sm_open_session
	objdump -d --no-show-raw-insn --disassemble="$name" "$1" | grep -A 1 "<$name>:" | grep -q endbr64 ||
		echo "$1: no endbr64"
}

# Shows that a look is worth something, then takes it at all our files.
holds() { # LOOK COUNTEREXAMPLE FILE...
	local look=$1 counterexample=$2

	shift 2
	[ "$#" -ge 6 ]
	[ -n "$("$look" "$counterexample")" ] || { echo "$look sees nothing in $counterexample"; return 1; }
	for file; do
		[ -e "$file" ] || { echo "no $file"; return 1; }
	done
	local seen
	seen=$(for file; do "$look" "$file"; done)
	[ -z "$seen" ] || { echo "$seen"; return 1; }
}

@test "relocations are read-only and made at the start" {
	mapfile -t files < <(built)
	holds no_relro "$weak" "${files[@]}"
	holds not_bound_now "$weak" "${files[@]}"
	holds text_relocations "$weak" "${files[@]}"
}

@test "every program can lie anywhere in memory, the static helper too" {
	mapfile -t files < <(built)
	holds not_relocatable "$weak.fixed" "${files[@]}"
}

@test "no stack is executable and no code writable" {
	mapfile -t files < <(built)
	holds executable_stack "$weak" "${files[@]}"
}

@test "no file brings a library path of its own" {
	mapfile -t files < <(built)
	holds own_library_path "$weak" "${files[@]}"
}

@test "stack protector and FORTIFY are in every file" {
	mapfile -t files < <(built)
	holds no_stack_protector "$weak" "${files[@]}"
	holds no_fortify "$weak" "${files[@]}"
}

@test "every object of ours is ready for IBT and shadow stacks" {
	[ "$(uname -m)" = x86_64 ] || skip "CET is x86's"
	mapfile -t files < <(objects)
	[ "${#files[@]}" -gt 100 ]
	[ -n "$(no_cet "$weak.o")" ]
	[ "$(readelf -nW "${files[@]}" | grep -c 'IBT.*SHSTK')" -eq "${#files[@]}" ]
}

# The linker marks a file only if all parts are marked, those of the C library too. Debian 12's are not.
@test "linked files are marked for IBT and shadow stacks where the C library is" {
	[ "$(uname -m)" = x86_64 ] || skip "CET is x86's"
	mapfile -t files < <(built)
	if [ -n "$(no_cet "$(cc -print-file-name=crti.o)")" ]; then
		holds no_landing "$weak" "${files[@]}"
	else
		holds no_cet "$weak" "${files[@]}"
	fi
}
