/* SPDX-License-Identifier: BSD-3-Clause */
/* What several attempts share; see probe.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

long refuse(int error)
{
	errno = error;
	return -1;
}

static bool is_usual(int error)
{
	return error == EACCES || error == EPERM || error == EROFS || error == ENOENT;
}

long open_any(const char *const *paths, int flags)
{
	int last = NOT_HERE;

	for (; *paths != NULL; paths++) {
		int fd = open(*paths, flags | O_CLOEXEC | O_NONBLOCK);

		if (fd >= 0)
			return fd;
		if (!is_usual(errno))
			return -1;
		if (errno != ENOENT || last == NOT_HERE)
			last = errno;
	}
	return refuse(last);
}

long any_line(const char *path, bool (*check)(char *line))
{
	FILE *file = fopen(path, "re");
	char line[4096];
	bool found = false;

	if (file == NULL)
		return refuse(NOT_HERE);
	while (!found && fgets(line, sizeof(line), file) != NULL)
		found = check(line);
	(void)fclose(file);
	return found ? 0 : refuse(ENOENT);
}
