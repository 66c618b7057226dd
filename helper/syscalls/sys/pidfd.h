/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include <features.h>

#if __GLIBC_PREREQ(2, 36)
#include_next <sys/pidfd.h>
#else
#include <signal.h>
#include <sys/types.h>

/* The calls of the manual's section 2, as glibc 2.36 has them. */
int pidfd_open(pid_t pid, unsigned int flags);
int pidfd_getfd(int pidfd, int fd, unsigned int flags);
int pidfd_send_signal(int pidfd, int number, siginfo_t *details, unsigned int flags);
#endif
