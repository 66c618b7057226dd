/* SPDX-License-Identifier: BSD-3-Clause */
/* Places as locks; see session_place.h. */
#include "state/session_place.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "shared/cleanup.h"
#include "shared/user_lock.h"

/* Behind the locks of the users themselves, of which there is one for each uid. */
#define PLACES_BEGIN ((off_t)1 << 32)

#define PLACES_LOW 32

static int place_lock(int fd, uid_t uid, unsigned int number)
{
	struct flock range = { .l_type = F_WRLCK,
			       .l_whence = SEEK_SET,
			       .l_start = PLACES_BEGIN + (off_t)uid * SESSION_PLACES_MAX + number,
			       .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &range) < 0 ? -errno : 0;
}

static bool is_taken(int error)
{
	return error == -EAGAIN || error == -EACCES;
}

/* So that a user with a thousand sessions does not try a thousand places. */
static unsigned int place_guess(unsigned int count)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned int)(now.tv_nsec / 64) % count;
}

/*
 * The lowest that is free, so that a smaller sessions_max counts the sessions of before, too;
 * behind the first ones any.
 */
int session_place_take(int state_fd, uid_t uid, unsigned int max)
{
	_cleanup_close_ int fd = user_lock_open(state_fd);
	unsigned int low = max < PLACES_LOW ? max : PLACES_LOW;
	unsigned int guess = max > low ? place_guess(max - low) : 0;
	int error = fd < 0 ? fd : -EAGAIN;

	for (unsigned int i = 0; i < low && is_taken(error); i++)
		error = place_lock(fd, uid, i);
	for (unsigned int i = 0; i < max - low && is_taken(error); i++)
		error = place_lock(fd, uid, low + (guess + i) % (max - low));
	if (is_taken(error))
		return -EUSERS;
	return error < 0 ? error : TAKE_FD(fd);
}
