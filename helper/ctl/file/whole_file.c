/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/file/whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define TEXT_MAX (1024 * 1024)

int whole_file_read(int fd, char **ret_text, size_t *ret_length)
{
	_cleanup_free_ char *text = malloc(TEXT_MAX + 1);
	size_t used = 0;
	ssize_t length = 1;

	if (text == NULL)
		return -ENOMEM;
	while (length != 0 && used <= TEXT_MAX) {
		length = read(fd, text + used, TEXT_MAX + 1 - used);
		if (length < 0 && errno != EINTR)
			return -errno;
		used += length > 0 ? (size_t)length : 0;
	}
	if (used > TEXT_MAX)
		return -EFBIG;
	text[used] = '\0';
	*ret_text = TAKE_PTR(text);
	*ret_length = used;
	return 0;
}

int whole_file_write(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(fd, text, left);

		if (written < 0 && errno != EINTR)
			return -errno;
		text += written > 0 ? written : 0;
		left -= written > 0 ? (size_t)written : 0;
	}
	return 0;
}
