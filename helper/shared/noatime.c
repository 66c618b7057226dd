/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "shared/noatime.h"

#include <errno.h>
#include <fcntl.h>

/* The right is the owner's and CAP_FOWNER's; whatever else is wrong shows in both calls. */
int noatime_open(int directory_fd, const char *path, int flags)
{
	int fd = openat(directory_fd, path, flags | O_NOATIME);

	return fd < 0 && errno == EPERM ? openat(directory_fd, path, flags) : fd;
}
