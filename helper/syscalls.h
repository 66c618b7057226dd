/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls that glibc 2.36 has no prototype for, under names that later ones will not
 * collide with. As in libc: -1 with errno on failure.
 * It must never: hold logic; a fallback or a retry is the matter of the room that calls.
 */
#pragma once

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

/* openat2(2). With RESOLVE_IN_ROOT or RESOLVE_BENEATH it may fail with EAGAIN and be tried again.
 */
static inline int sys_openat2(int directory_fd, const char *path, const struct open_how *how)
{
	return (int)syscall(SYS_openat2, directory_fd, path, how, sizeof(*how));
}

/* pivot_root(2) */
static inline int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}
