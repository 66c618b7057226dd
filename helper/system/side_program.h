/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs one of our own small programs, which do what a static one can not, and takes its one line.
 * It must never: run anything that is not root's alone, hand on more than one descriptor, or wait
 * without a deadline.
 */
#pragma once

#include <stddef.h>

struct report;

/* Where a program finds the descriptor that it is given. */
#define SIDE_PROGRAM_FD 3

struct side_program {
	const char *path;
	char *const *arguments; /* ended by NULL, the first is its name */
	int fd;			/* handed on as SIDE_PROGRAM_FD; NO_FD: none */
	int hang_ms;		/* what it has, not counting what it runs or waits for a disk */
};

/* That the program is there and root's alone. 0, or -errno with the reason in report. */
int side_program_check(const char *path, struct report *report);

/*
 * Checks the program, runs it with no environment, and waits until it has answered, which it ends
 * by closing its output; then it is killed if it has not ended, and so is one that does not answer
 * in time (see shared/patience.h). The line, without its newline, is in answer (size bytes). 0, or
 * -errno with the reason in report.
 */
int side_program_run(const struct side_program *program, char *answer, size_t size,
		     struct report *report);
