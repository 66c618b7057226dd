/* SPDX-License-Identifier: BSD-3-Clause */
/* Places as locks; see session_place.h. */
#include "state/session_place.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "shared/cleanup.h"
#include "shared/lock_number.h"
#include "shared/user_lock.h"

/* Behind the locks of the users themselves, of which there is one for each number. */
#define PLACES_BEGIN ((off_t)1 << 32)

#define PLACES_LOW 32

static int place_lock(int fd, off_t begin, unsigned int place)
{
	struct flock range = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = begin + place, .l_len = 1
	};

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
static int any_lock(int fd, off_t begin, unsigned int max)
{
	unsigned int low = max < PLACES_LOW ? max : PLACES_LOW;
	unsigned int guess = max > low ? place_guess(max - low) : 0;
	int error = -EAGAIN;

	for (unsigned int i = 0; i < low && is_taken(error); i++)
		error = place_lock(fd, begin, i);
	for (unsigned int i = 0; i < max - low && is_taken(error); i++)
		error = place_lock(fd, begin, low + (guess + i) % (max - low));
	return is_taken(error) ? -EUSERS : error;
}

int session_place_take(int state_fd, uid_t uid, unsigned int max)
{
	_cleanup_close_ int fd = user_lock_open(state_fd);
	uint32_t number = 0;
	int error = fd < 0 ? fd : lock_number(&number, fd, uid);

	if (error == 0)
		error = any_lock(fd, PLACES_BEGIN + (off_t)number * SESSION_PLACES_MAX, max);
	return error < 0 ? error : TAKE_FD(fd);
}
