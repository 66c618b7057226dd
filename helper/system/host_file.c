/* SPDX-License-Identifier: BSD-3-Clause */
/* Small files of the host; see host_file.h. */
#include "system/host_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "system/report.h"

#define HOST_FILE_MAX (256 * 1024) /* bytes; a resolver file or a time zone is far below */

static int host_file_fill(struct host_file *file, int fd, size_t size)
{
	_cleanup_free_ char *data = malloc(size + 1);
	size_t used = 0;
	ssize_t length = 1;

	if (data == NULL)
		return -ENOMEM;
	while (used < size && length != 0) {
		length = read(fd, data + used, size - used);
		if (length < 0 && errno != EINTR)
			return -errno;
		used += length > 0 ? (size_t)length : 0;
	}
	data[used] = '\0';
	file->data = TAKE_PTR(data);
	file->size = used;
	return 0;
}

/* Links in /etc/resolv.conf and /etc/localtime are the rule, and the host's own. */
int host_file_read(struct host_file *file, const char *path, struct report *report)
{
	_cleanup_close_ int fd =
		noatime_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	int error;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, errno, "'%s'", path);
	if (!S_ISREG(status.st_mode) || status.st_size > HOST_FILE_MAX)
		return report_error(report, EINVAL, "'%s' is not a small regular file", path);
	error = host_file_fill(file, fd, (size_t)status.st_size);
	return error < 0 ? report_error(report, -error, "'%s'", path) : 0;
}

int host_file_set(struct host_file *file, const char *text, struct report *report)
{
	char *data = strdup(text);

	if (data == NULL)
		return report_error(report, ENOMEM, "no room for a file of the jail's");
	*file = (struct host_file){ .data = data, .size = strlen(data) };
	return 0;
}

void host_file_clear(struct host_file *file)
{
	free(file->data);
	*file = (struct host_file){ 0 };
}
