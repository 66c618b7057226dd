/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether this machine can run a program, as its first bytes tell.
 * It must never: run it, or take a file for one of another machine when in doubt.
 */
#pragma once

#include <stdbool.h>

/*
 * Whether the regular file that fd (O_PATH will do) is of holds a program for another kind of
 * processor, and the kernel has been told of nothing that could run it (binfmt_misc).
 */
bool program_file_is_foreign(int fd);
