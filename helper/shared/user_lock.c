/* SPDX-License-Identifier: BSD-3-Clause */
/* One lock for each user id; see user_lock.h. */
#include "shared/user_lock.h"

#include <fcntl.h>

#include "shared/cleanup.h"
#include "shared/lock_number.h"

#define LOCK_NAME "lock"

int user_lock_open(int state_fd)
{
	_cleanup_close_ int fd = openat(
		state_fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	int error = fd < 0 ? -errno : lock_number_prepare(fd);

	return error < 0 ? error : TAKE_FD(fd);
}

/*
 * fcntl(2), F_OFD_SETLK: the lock belongs to the open file, not to the process, so a library that
 * opens and closes the same file can not drop it.
 */
int user_lock_take(int lock_fd, uid_t uid, bool waits)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	uint32_t number = 0;
	int error = lock_number(&number, lock_fd, uid);

	if (error < 0)
		return error;
	range.l_start = number;
	return fcntl(lock_fd, waits ? F_OFD_SETLKW : F_OFD_SETLK, &range) < 0 ? -errno : 0;
}

int user_lock_try(int state_fd, uid_t uid)
{
	_cleanup_close_ int fd = user_lock_open(state_fd);
	int error = fd < 0 ? fd : user_lock_take(fd, uid, false);

	return error < 0 ? error : TAKE_FD(fd);
}

void user_lock_release(int *lock_fd)
{
	struct flock all = { .l_type = F_UNLCK, .l_whence = SEEK_SET };
	int kept = errno;

	if (*lock_fd >= 0)
		(void)fcntl(*lock_fd, F_OFD_SETLK, &all);
	cleanup_close(lock_fd);
	*lock_fd = NO_FD;
	errno = kept;
}
