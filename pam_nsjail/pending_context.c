/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "pending_context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "shared/cleanup.h"

/*
 * 1, 0 or -errno. A kernel without such modules has no file (ENOENT), or has nobody who answers for
 * it (EINVAL); so says AppArmor when nothing is pending, and SELinux gives no byte.
 */
static int is_pending(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	char first;
	ssize_t length;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	length = read(fd, &first, sizeof(first));
	if (length < 0)
		return errno == EINVAL ? 0 : -errno;
	return length > 0;
}

/* An empty line is none (selinux_setprocattr); AppArmor takes it for a mistake, and we are told. */
int pending_context_clear(const char *path)
{
	static const char none = '\n';
	_cleanup_close_ int fd = NO_FD;
	int outcome = is_pending(path);

	if (outcome <= 0)
		return outcome;
	fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	return fd < 0 || pwrite(fd, &none, sizeof(none), 0) < 0 ? -errno : 0;
}
