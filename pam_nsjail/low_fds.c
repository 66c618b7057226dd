/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "low_fds.h"

#include <errno.h>
#include <fcntl.h>

#include "shared/cleanup.h"

int low_fds_fill(struct low_fds *low_fds)
{
	for (int fd = 0; fd < (int)ARRAY_SIZE(low_fds->is_ours); fd++) {
		_cleanup_close_ int opened = NO_FD;

		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		opened = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (opened < 0)
			return -errno;
		/* The lowest free number, unless a thread came between. */
		if (opened != fd)
			return -EBUSY;
		TAKE_FD(opened);
		low_fds->is_ours[fd] = true;
	}
	return 0;
}

void low_fds_release(struct low_fds *low_fds)
{
	for (int fd = 0; fd < (int)ARRAY_SIZE(low_fds->is_ours); fd++) {
		int owned = low_fds->is_ours[fd] ? fd : NO_FD;

		cleanup_close(&owned);
		low_fds->is_ours[fd] = false;
	}
}
