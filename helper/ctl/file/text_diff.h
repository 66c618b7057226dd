/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a change of a file would be, as diff -u has it.
 * It must never: look at files, or pass on a byte that moves a terminal.
 */
#pragma once

#include <stdio.h>

/* Writes what leads from one text to the other; nothing if they are the same. 0 or -ENOMEM. */
int text_diff_write(FILE *stream, const char *from_name, const char *from, const char *to_name,
		    const char *to);
