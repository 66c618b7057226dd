/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for a lock of somebody else's login or jail: in the kernel, which wakes us when it is
 * free, and until a deadline (CLOCK_BOOTTIME).
 * It must never: wait past the deadline, or leave a timer or a signal's handler behind.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

struct report;

/*
 * The lock of uid below state_fd (see shared/user_lock.h), to be given to user_lock_release, or
 * -errno: -ETIMEDOUT if somebody else has it up to the deadline. Who has it has a deadline of his
 * own, so the module is told in report meanwhile that we are no hang (report_at_work).
 */
int lock_wait_user(int state_fd, uid_t uid, int64_t deadline_ms, struct report *report);

/* flock(2) of an open directory, which ends with fd. 0 or -errno, all as above. */
int lock_wait_directory(int fd, int64_t deadline_ms, struct report *report);
