/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk of safe_path.h: one openat(2) for each component, judged on the descriptor it gave. */
#include "shared/safe_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/noatime.h"

/* O_NONBLOCK for FIFOs, O_NOCTTY for terminals: opening must neither wait nor take anything. */
#define WALK_FLAGS (O_PATH | O_NOFOLLOW | O_CLOEXEC)
#define FILE_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)

/* The reasons that do not say all. */
static const char not_opened[] = "can not be opened";
static const char not_examined[] = "can not be examined";

/* length is that of the part of path that ends with the component at fault. */
static int fail(struct safe_path_fault *ret_fault, const char *path, size_t length, int errnum,
		const char *reason)
{
	if (ret_fault != NULL) {
		(void)snprintf(ret_fault->path, sizeof(ret_fault->path), "%.*s", (int)length, path);
		ret_fault->reason = reason;
		ret_fault->errnum = reason == not_opened || reason == not_examined ? errnum : 0;
	}
	return -errnum;
}

static const char *open_reason(int errnum)
{
	switch (errnum) {
	case ENOENT:
		return "does not exist";
	case ELOOP:
		return "is a symbolic link";
	case ENOTDIR:
		return "is not below a directory";
	default:
		return not_opened;
	}
}

/* 0, or the errno of what is wrong with the mode of an open component. */
static int judge(const struct stat *status, bool wants_file, const char **ret_reason)
{
	/* First: the mode bits of a link say nothing. */
	if (S_ISLNK(status->st_mode)) {
		*ret_reason = "is a symbolic link";
		return ELOOP;
	}
	if (status->st_uid != 0) {
		*ret_reason = "is not owned by root";
		return EPERM;
	}
	/* An ACL that lets others write shows in the group's bits (acl(5)). */
	if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		*ret_reason = "is writable by group or others";
		return EPERM;
	}
	if (wants_file && !S_ISREG(status->st_mode)) {
		*ret_reason = "is not a regular file";
		return EINVAL;
	}
	return 0;
}

static bool is_dots(const char *name, size_t length)
{
	return (length == 1 && name[0] == '.') || (length == 2 && memcmp(name, "..", 2) == 0);
}

/* Opens the component path[start..end) below parent_fd; the root directory for an empty one. */
static int open_component(int parent_fd, const char *path, size_t start, size_t end, bool is_file,
			  struct safe_path_fault *ret_fault)
{
	_cleanup_close_ int fd = NO_FD;
	char name[NAME_MAX + 1];
	const char *component = start == end ? "/" : name;
	const char *reason = NULL;
	struct stat status;
	int errnum;

	if (end - start > NAME_MAX)
		return fail(ret_fault, path, end, ENAMETOOLONG, "has too long a name");
	if (is_dots(path + start, end - start))
		return fail(ret_fault, path, end, EINVAL, "has a '.' or '..' component");

	(void)snprintf(name, sizeof(name), "%.*s", (int)(end - start), path + start);
	fd = is_file ? noatime_open(parent_fd, component, FILE_FLAGS)
		     : openat(parent_fd, component, WALK_FLAGS);
	if (fd < 0 && is_file && errno == ENXIO)
		return fail(ret_fault, path, end, EINVAL, "is not a regular file");
	if (fd < 0)
		return fail(ret_fault, path, end, errno, open_reason(errno));
	if (fstat(fd, &status) < 0)
		return fail(ret_fault, path, end, errno, not_examined);
	errnum = judge(&status, is_file, &reason);
	if (errnum != 0)
		return fail(ret_fault, path, end, errnum, reason);
	return TAKE_FD(fd);
}

static int walk(const char *path, bool wants_file, struct safe_path_fault *ret_fault)
{
	_cleanup_close_ int fd = NO_FD;
	size_t length = strlen(path);
	size_t start = strspn(path, "/");

	if (path[0] != '/')
		return fail(ret_fault, path, length, EINVAL, "is not an absolute path");
	if (length >= PATH_MAX)
		return fail(ret_fault, path, length, ENAMETOOLONG, "is too long");

	/* Only a path without any component ends here, so wants_file is for that one. */
	fd = open_component(AT_FDCWD, path, 0, 0, wants_file && path[start] == '\0', ret_fault);
	if (fd < 0 && ret_fault != NULL)
		(void)strcpy(ret_fault->path, "/");
	while (fd >= 0 && path[start] != '\0') {
		size_t end = start + strcspn(path + start, "/");
		size_t next = end + strspn(path + end, "/");
		bool is_file = wants_file && path[next] == '\0';
		int below = open_component(fd, path, start, end, is_file, ret_fault);

		cleanup_close(&fd);
		fd = below;
		start = next;
	}
	return TAKE_FD(fd);
}

int safe_path_open(const char *path, struct safe_path_fault *ret_fault)
{
	return walk(path, false, ret_fault);
}

int safe_path_open_below(int parent_fd, const char *path, struct safe_path_fault *ret_fault)
{
	const char *slash = strrchr(path, '/');
	size_t length = strlen(path);

	if (slash == NULL || slash[1] == '\0')
		return fail(ret_fault, path, length, EINVAL, "is not an absolute path");
	return open_component(parent_fd, path, (size_t)(slash - path) + 1, length, false,
			      ret_fault);
}

int safe_path_open_file(const char *path, struct safe_path_fault *ret_fault)
{
	return walk(path, true, ret_fault);
}
