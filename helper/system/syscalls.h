/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls that glibc 2.36 lacks, with the signatures that later ones give them. As in
 * libc: -1 with errno on failure.
 * It must never: hold logic; a fallback or a retry is the matter of the room that calls.
 */
#pragma once

#include <features.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#if !__GLIBC_PREREQ(2, 43)
/* openat2(2); with RESOLVE_IN_ROOT or RESOLVE_BENEATH it may fail with EAGAIN: try again. */
static inline int openat2(int directory_fd, const char *path, const struct open_how *how,
			  size_t size)
{
	return (int)syscall(SYS_openat2, directory_fd, path, how, size);
}
#endif

/* pivot_root(2) */
static inline int pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}
