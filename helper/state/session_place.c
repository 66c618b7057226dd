/* SPDX-License-Identifier: BSD-3-Clause */
/* Places as locks; see session_place.h. */
#include "state/session_place.h"

#include <fcntl.h>
#include <stdint.h>

#include "shared/cleanup.h"
#include "shared/user_lock.h"

/* Behind the locks of the users themselves, of which there is one for each uid. */
#define PLACES_BEGIN ((off_t)1 << 32)

static int place_lock(int fd, uid_t uid, unsigned int number)
{
	struct flock range = { .l_type = F_WRLCK,
			       .l_whence = SEEK_SET,
			       .l_start = PLACES_BEGIN + (off_t)uid * SESSION_PLACES_MAX + number,
			       .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &range) < 0 ? -errno : 0;
}

/* The lowest that is free: a smaller sessions_max counts the sessions of before, too. */
int session_place_take(int state_fd, uid_t uid, unsigned int max)
{
	_cleanup_close_ int fd = user_lock_open(state_fd);
	int error = fd < 0 ? fd : -EAGAIN;

	for (unsigned int i = 0; i < max && (error == -EAGAIN || error == -EACCES); i++)
		error = place_lock(fd, uid, i);
	if (error == -EAGAIN || error == -EACCES)
		return -EUSERS;
	return error < 0 ? error : TAKE_FD(fd);
}
