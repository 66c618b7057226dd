/* SPDX-License-Identifier: BSD-3-Clause */
/* One lock for each user id; see user_lock.h. */
#include "shared/user_lock.h"

#include <fcntl.h>
#include <poll.h>

#include "shared/cleanup.h"
#include "shared/message.h"

#define LOCK_NAME    "lock"
#define PAUSE_MAX_MS 16

/*
 * fcntl(2), F_OFD_SETLK: the lock belongs to the open file, not to the process, so a library that
 * opens and closes the same file can not drop it. Tried again and again, because the call that
 * waits has no deadline.
 */
static int range_lock(int fd, uid_t uid, int64_t deadline_ms)
{
	struct flock range = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = uid, .l_len = 1
	};
	int pause_ms = 1;

	while (fcntl(fd, F_OFD_SETLK, &range) < 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return -errno;
		if (boottime_ms() >= deadline_ms)
			return -ETIMEDOUT;
		(void)poll(NULL, 0, pause_ms);
		pause_ms = pause_ms < PAUSE_MAX_MS ? pause_ms * 2 : PAUSE_MAX_MS;
	}
	return 0;
}

int user_lock_take(int state_fd, uid_t uid, int64_t deadline_ms)
{
	_cleanup_close_ int fd = openat(
		state_fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	int error;

	if (fd < 0)
		return -errno;
	error = range_lock(fd, uid, deadline_ms);
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
