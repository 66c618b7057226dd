/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and making account files; see accounts_file.h. */
#include "host/accounts_file.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"

#define SOURCE_MAX (4 * 1024 * 1024) /* bytes */

/* Reads to the end of a file that stat(2) gave a size; one that grows meanwhile is refused. */
static int text_read(int fd, size_t size, char **ret_text)
{
	_cleanup_free_ char *text = malloc(size + 1);
	size_t used = 0;
	ssize_t length = 1;

	if (text == NULL)
		return -ENOMEM;
	while (used <= size && length != 0) {
		length = read(fd, text + used, size + 1 - used);
		if (length < 0 && errno != EINTR)
			return -errno;
		used += length > 0 ? (size_t)length : 0;
	}
	if (used > size)
		return -EBUSY;
	text[used] = '\0';
	if (strlen(text) != used)
		return -EILSEQ;
	*ret_text = TAKE_PTR(text);
	return 0;
}

static int regular_read(int directory_fd, const char *name, char **ret_text)
{
	_cleanup_close_ int fd = noatime_open(
		directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if (status.st_size > SOURCE_MAX)
		return -EFBIG;
	return text_read(fd, (size_t)status.st_size, ret_text);
}

int accounts_file_read(int directory_fd, const char *name, char **ret_text)
{
	int error = directory_fd >= 0 ? regular_read(directory_fd, name, ret_text) : -ENOENT;

	if (error == -ENOENT) {
		*ret_text = NULL;
		return 0;
	}
	return error;
}

int accounts_file_create(int directory_fd, const char *name, FILE **ret_output)
{
	_cleanup_close_ int fd = openat(directory_fd, name,
					O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || fchmod(fd, 0644) < 0)
		return -errno;
	*ret_output = fdopen(fd, "w");
	if (*ret_output == NULL)
		return -errno;
	(void)TAKE_FD(fd);
	return 0;
}

int accounts_file_close(FILE *output)
{
	bool has_failed = ferror(output) != 0;

	if (fclose(output) != 0)
		return -errno;
	return has_failed ? -EIO : 0;
}
