/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

int new_file_write(int directory_fd, const char *name, const void *data, unsigned long size)
{
	_cleanup_close_ int fd = NO_FD;
	const char *rest = data;
	ssize_t written;

	fd = openat(directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	while (size > 0) {
		written = write(fd, rest, size);
		if (written < 0 && errno != EINTR)
			return -errno;
		rest += written > 0 ? written : 0;
		size -= written > 0 ? (size_t)written : 0;
	}
	return fchmod(fd, 0644) < 0 ? -errno : 0;
}
