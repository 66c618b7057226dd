/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands in the file of a running program; see program_text.h. */
#include "system/program_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

#define PROGRAM_MAX (16 * 1024 * 1024) /* bytes; a program that logs in has some ten thousand */

/* Nobody can cut a file that is being run (ETXTBSY). */
int program_text_has(pid_t pid, const char *words)
{
	_cleanup_close_ int fd = NO_FD;
	struct stat status;
	char path[32];
	void *text;
	int has;

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (status.st_size <= 0 || status.st_size > PROGRAM_MAX)
		return -EFBIG;
	text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return -errno;
	has = memmem(text, (size_t)status.st_size, words, strlen(words)) != NULL;
	(void)munmap(text, (size_t)status.st_size);
	return has;
}
