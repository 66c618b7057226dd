/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One lock for each user id: whoever makes a jail that later logins may join, or takes the name of
 * a dead one away, holds it. All are ranges of one file, so nothing is left of them; which range is
 * whose, lock_number.h says.
 * It must never: make one user wait for another.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* The file of all locks; state_fd is the open (O_PATH will do) state directory. Or -errno. */
int user_lock_open(int state_fd);

/*
 * Takes the lock of uid on an open file. Waits for it, without an end but that of a signal
 * (-EINTR), or fails with -EAGAIN or -EACCES if somebody else has it. 0 or -errno.
 */
int user_lock_take(int lock_fd, uid_t uid, bool waits);

/*
 * Both at once, without waiting: the lock, to be given to user_lock_release, or -errno (-EAGAIN,
 * -EACCES: somebody else has it).
 */
int user_lock_try(int state_fd, uid_t uid);

/* Lets go, also where a forked process still has a copy of the descriptor. Accepts NO_FD. */
void user_lock_release(int *lock_fd);

#define _cleanup_user_lock_ __attribute__((cleanup(user_lock_release)))
