/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "inherited_fds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reason.h"
#include "shared/cleanup.h"

static void directory_close(DIR **directory)
{
	if (*directory != NULL)
		(void)closedir(*directory);
}

static int directory_hide(int fd, struct reason *reason)
{
	int flags = fcntl(fd, F_GETFD);

	if (fd <= STDERR_FILENO)
		return reason_add(reason, EISDIR, "the caller's descriptor %d", fd);
	if (flags < 0 || ((flags & FD_CLOEXEC) == 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0))
		return reason_add(reason, errno, "the caller's descriptor %d", fd);
	return 0;
}

static int descriptor_check(const char *name, struct reason *reason)
{
	struct stat status;
	int fd;

	if (name[0] < '0' || name[0] > '9')
		return 0;
	fd = (int)strtoull(name, NULL, 10);
	if (fstat(fd, &status) < 0)
		return reason_add(reason, errno, "the caller's descriptor %d", fd);
	return S_ISDIR(status.st_mode) ? directory_hide(fd, reason) : 0;
}

int inherited_fds_check(int task_fd, struct reason *reason)
{
	__attribute__((cleanup(directory_close))) DIR *directory = NULL;
	_cleanup_close_ int fd =
		openat(task_fd, "../fd", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct dirent *entry;
	int error = 0;

	directory = fd < 0 ? NULL : fdopendir(fd);
	if (directory == NULL)
		return reason_add(reason, errno, "the caller's descriptors");
	TAKE_FD(fd);
	while (errno = 0, error == 0 && (entry = readdir(directory)) != NULL)
		error = descriptor_check(entry->d_name, reason);
	if (error == 0 && errno != 0)
		return reason_add(reason, errno, "the caller's descriptors");
	return error;
}
