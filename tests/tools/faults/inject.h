/* SPDX-License-Identifier: BSD-3-Clause */
/* One processor's way to make a system call of a stopped process end with an error. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Is there a way on this machine? */
bool inject_is_known(void);

/* At its entry: the call is not made. */
void inject_skip(pid_t pid);

/* At its entry: its first argument is this one. */
void inject_argument(pid_t pid, long value);

/* At its exit: the register of the first argument is as the program left it. */
void inject_argument_back(pid_t pid, long value);

/* At its exit: this is the result, a positive errno. */
void inject_error(pid_t pid, int error);
