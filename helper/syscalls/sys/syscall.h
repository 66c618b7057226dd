/* SPDX-License-Identifier: BSD-3-Clause */
/* See syscalls.c. */
#pragma once

#include_next <sys/syscall.h>

/* All that came since Linux 5.1 have one number everywhere, but for an offset of the ABI's own. */
#define SYSCALL_SINCE_5_1(number) (__NR_pidfd_send_signal - 424 + (number))

#ifndef SYS_close_range
#define SYS_close_range SYSCALL_SINCE_5_1(436)
#endif
#ifndef SYS_openat2
#define SYS_openat2 SYSCALL_SINCE_5_1(437)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd SYSCALL_SINCE_5_1(438)
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr SYSCALL_SINCE_5_1(442)
#endif
