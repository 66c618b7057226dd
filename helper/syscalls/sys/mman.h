/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <sys/mman.h>

/* Since Linux 6.3. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
