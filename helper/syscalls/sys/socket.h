/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <sys/socket.h>

/* Since Linux 6.5 and 6.16; headers and kernels are of different age, and some have an enum. */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 4
#endif
