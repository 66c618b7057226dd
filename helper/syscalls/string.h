/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <string.h>

#if !__GLIBC_PREREQ(2, 32)
/* strerrordesc_np(3); NULL for what is no error. */
const char *strerrordesc_np(int error);

/* strerrorname_np(3); NULL for what is no error, and for what a jail never meets. */
const char *strerrorname_np(int error);
#endif
