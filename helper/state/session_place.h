/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Places for the sessions of one user, over all of his jails: as many locks as sessions_max says,
 * in the file of the users' locks. A lock goes with whoever has it, so a keeper that was killed
 * holds no place, and two logins at one time can not have the same one.
 * It must never: ask another keeper, or make one user wait for another.
 */
#pragma once

#include <sys/types.h>

#define SESSION_PLACES_MAX 4096

/*
 * Takes a place among the first max of uid's (1 to SESSION_PLACES_MAX); state_fd is the state
 * directory, O_PATH. Returns a descriptor, to be given to user_lock_release, or -errno: -EUSERS if
 * all are taken.
 */
int session_place_take(int state_fd, uid_t uid, unsigned int max);
