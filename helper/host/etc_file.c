/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/etc_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "system/new_file.h"

#define UPDATE_NAME ".pam_nsjail.new"
#define FILE_MAX    (4 * 1024 * 1024) /* bytes, as accounts.h has it */

/* A regular file, or NULL: a FIFO that the tenant left there can not hold us up. */
static FILE *file_open(int directory_fd, const char *name)
{
	_cleanup_close_ int fd =
		noatime_open(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	FILE *file;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > FILE_MAX)
		return NULL;
	file = fdopen(fd, "r");
	if (file != NULL)
		(void)TAKE_FD(fd);
	return file;
}

/* The bytes of a file, or NULL. */
static char *file_read(int directory_fd, const char *name, size_t *ret_size)
{
	_cleanup_fclose_ FILE *file = file_open(directory_fd, name);
	_cleanup_free_ char *data = NULL;
	struct stat status;

	if (file == NULL || fstat(fileno(file), &status) < 0)
		return NULL;
	data = malloc((size_t)status.st_size + 1);
	if (data == NULL)
		return NULL;
	*ret_size = fread(data, 1, (size_t)status.st_size, file);
	return TAKE_PTR(data);
}

int etc_file_replace(int etc_fd, const char *name, const char *data, size_t size)
{
	_cleanup_free_ char *present = NULL;
	size_t present_size = 0;
	int error;

	present = file_read(etc_fd, name, &present_size);
	if (present != NULL && present_size == size && memcmp(present, data, size) == 0)
		return 0;
	if (unlinkat(etc_fd, UPDATE_NAME, 0) < 0 && errno != ENOENT)
		return -errno;
	error = new_file_write(etc_fd, UPDATE_NAME, data, size);
	if (error < 0)
		return error;
	return renameat(etc_fd, UPDATE_NAME, etc_fd, name) < 0 ? -errno : 0;
}

static bool is_link_to(int etc_fd, const char *name, const char *target)
{
	char present[PATH_MAX];
	ssize_t length = readlinkat(etc_fd, name, present, sizeof(present));

	return length == (ssize_t)strlen(target) && memcmp(present, target, (size_t)length) == 0;
}

int etc_file_link(int etc_fd, const char *name, const char *target)
{
	if (is_link_to(etc_fd, name, target))
		return 0;
	if (unlinkat(etc_fd, UPDATE_NAME, 0) < 0 && errno != ENOENT)
		return -errno;
	if (symlinkat(target, etc_fd, UPDATE_NAME) < 0 ||
	    renameat(etc_fd, UPDATE_NAME, etc_fd, name) < 0)
		return -errno;
	return 0;
}
