/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs one of our small programs that need a shared library (the helper is static), and takes its
 * one line. It must never: run anything that is not root's alone, or wait without a deadline.
 */
#pragma once

#include <stddef.h>

struct report;

/*
 * Runs arguments[0], an absolute path, with an empty environment. The first line of its output,
 * without the newline, in answer (size bytes). 0, or -errno with the reason in report; a program
 * that is late is killed.
 */
int program_run(char *const *arguments, int timeout_ms, char *answer, size_t size,
		struct report *report);
