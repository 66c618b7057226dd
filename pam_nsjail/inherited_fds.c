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

static int directory_add(struct inherited_fds *found, int fd, struct reason *reason)
{
	int *longer = realloc(found->directories, (found->count + 1) * sizeof(*longer));

	if (longer == NULL)
		return reason_add(reason, ENOMEM, "no memory for the caller's descriptors");
	longer[found->count++] = fd;
	found->directories = longer;
	return 0;
}

/* list_fd is the list's own, which is closed when that has been read. */
static int descriptor_look(struct inherited_fds *found, const char *name, int list_fd,
			   struct reason *reason)
{
	struct stat status;
	int fd;

	if (name[0] < '0' || name[0] > '9')
		return 0;
	fd = (int)strtoull(name, NULL, 10);
	if (fd == list_fd)
		return 0;
	if (fstat(fd, &status) < 0)
		return reason_add(reason, errno, "the caller's descriptor %d", fd);
	return S_ISDIR(status.st_mode) ? directory_add(found, fd, reason) : 0;
}

int inherited_fds_find(struct inherited_fds *found, int task_fd, struct reason *reason)
{
	__attribute__((cleanup(directory_close))) DIR *directory = NULL;
	_cleanup_close_ int fd =
		openat(task_fd, "../fd", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct dirent *entry;
	int list_fd = fd;
	int error = 0;

	directory = fd < 0 ? NULL : fdopendir(fd);
	if (directory == NULL)
		return reason_add(reason, errno, "the caller's descriptors");
	TAKE_FD(fd);
	while (errno = 0, error == 0 && (entry = readdir(directory)) != NULL)
		error = descriptor_look(found, entry->d_name, list_fd, reason);
	if (error == 0 && errno != 0)
		return reason_add(reason, errno, "the caller's descriptors");
	return error;
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

int inherited_fds_hide(const struct inherited_fds *found, struct reason *reason)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < found->count; i++)
		error = directory_hide(found->directories[i], reason);
	return error;
}

void inherited_fds_clear(struct inherited_fds *found)
{
	free(found->directories);
	*found = (struct inherited_fds){ .directories = NULL };
}
