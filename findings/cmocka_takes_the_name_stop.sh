#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# cmocka 2.0.2-1+b1 (Debian testing) has a new call that ends a test, and defines it as a macro with
# parentheses: stop(). So a test program with a function of its own called stop, which compiled with 1.1.5
# (Debian 12), no longer does; the compiler speaks of a macro that nobody remembers to have included.
# Found when the unit test of a program that is stopped failed to build there. Needs gcc.

# shellcheck source=findings/debian.bash
. "$(dirname "$0")/debian.bash"
package bookworm libcmocka-dev=1.1.5-2.1 "$WORK/12"
package testing libcmocka-dev=2.0.2-1+b1 "$WORK/testing"

cat >"$WORK/test.c" <<'END'
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void stop(int signal)
{
	(void)signal;
}

void stop_at(int signal);
void stop_at(int signal)
{
	stop(signal);
}
END

# compile DIRECTORY: "yes", or what the compiler says
compile()
{
	gcc -Wall -c -o "$WORK/test.o" -I "$1/usr/include" "$WORK/test.c" 2>"$WORK/said" && echo yes && return
	sed -n 's/.*error: macro //p' "$WORK/said" | head -n 1 | tr -d '"'
}

saw 'cmocka 1.1.5, a function stop(int) of the test' "$(compile "$WORK/12")" yes
saw 'cmocka 2.0.2-1+b1, the same' "$(compile "$WORK/testing")" 'stop passed 1 arguments, but takes just 0'
