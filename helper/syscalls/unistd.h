/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <unistd.h>

#if !__GLIBC_PREREQ(2, 34)
/* close_range(2) */
int close_range(unsigned int first, unsigned int last, int flags);

/* execveat(2) */
int execveat(int fd, const char *path, char *const arguments[], char *const environment[],
	     int flags);
#endif
