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

/* Numbers that are asked for, beside two for each descriptor, before the list is read. */
#define NUMBERS_MAX 64

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

/* 1 if there is such a descriptor, 0, or -errno with the cause in reason. */
static int descriptor_look(struct inherited_fds *found, int fd, struct reason *reason)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return errno == EBADF ? 0
				      : reason_add(reason, errno, "the caller's descriptor %d", fd);
	return S_ISDIR(status.st_mode) && directory_add(found, fd, reason) < 0 ? -ENOMEM : 1;
}

/* list_fd is the list's own, which is closed when that has been read. */
static int entry_look(struct inherited_fds *found, const char *name, int list_fd,
		      struct reason *reason)
{
	int fd, result;

	if (name[0] < '0' || name[0] > '9')
		return 0;
	fd = (int)strtoull(name, NULL, 10);
	if (fd == list_fd)
		return 0;
	result = descriptor_look(found, fd, reason);
	if (result == 0)
		return reason_add(reason, EBADF, "the caller's descriptor %d", fd);
	return result < 0 ? result : 0;
}

static int list_look(struct inherited_fds *found, int task_fd, struct reason *reason)
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
		error = entry_look(found, entry->d_name, list_fd, reason);
	if (error == 0 && errno != 0)
		return reason_add(reason, errno, "the caller's descriptors");
	return error;
}

/* How many there are: the directory's size since Linux 6.2, and 0 before. */
static size_t descriptors_count(int task_fd)
{
	struct stat status;

	return fstatat(task_fd, "../fd", &status, AT_SYMLINK_NOFOLLOW) < 0 || status.st_size < 0
		       ? 0
		       : (size_t)status.st_size;
}

/* 1 if all were found, 0 if they are too far apart to be asked for one by one, -errno. */
static int numbers_look(struct inherited_fds *found, size_t count, struct reason *reason)
{
	size_t missing = count;

	for (int fd = 0; missing > 0 && (size_t)fd < NUMBERS_MAX + 2 * count; fd++) {
		int result = descriptor_look(found, fd, reason);

		if (result < 0)
			return result;
		missing -= (size_t)result;
	}
	return missing == 0 ? 1 : 0;
}

/* The kernel makes a file of /proc for each entry that is read, which takes ten times as long. */
int inherited_fds_find(struct inherited_fds *found, int task_fd, struct reason *reason)
{
	size_t count = descriptors_count(task_fd);
	int result = count == 0 ? 0 : numbers_look(found, count, reason);

	if (result != 0)
		return result < 0 ? result : 0;
	found->count = 0;
	return list_look(found, task_fd, reason);
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
