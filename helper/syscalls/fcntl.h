/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>

#if !__GLIBC_PREREQ(2, 43)
/* openat2(2); with RESOLVE_IN_ROOT or RESOLVE_BENEATH it may fail with EAGAIN: try again. */
int openat2(int directory_fd, const char *path, const struct open_how *how, size_t size);
#endif
