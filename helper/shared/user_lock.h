/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One lock for each user id: whoever makes a jail that later logins may join, or takes the name of
 * a dead one away, holds it. All are ranges of one file, so nothing is left of them.
 * It must never: wait past its deadline, or make one user wait for another.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

/*
 * Takes the lock of uid; state_fd is the open (O_PATH will do) state directory. Waits until
 * deadline_ms (CLOCK_BOOTTIME; 0: not at all). Returns the lock, to be given to user_lock_release,
 * or -errno: -ETIMEDOUT if somebody else has it, or that of openat(2) or fcntl(2).
 */
int user_lock_take(int state_fd, uid_t uid, int64_t deadline_ms);

/* Lets go, also where a forked process still has a copy of the descriptor. Accepts NO_FD. */
void user_lock_release(int *lock_fd);

#define _cleanup_user_lock_ __attribute__((cleanup(user_lock_release)))
