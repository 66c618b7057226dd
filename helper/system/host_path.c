/* SPDX-License-Identifier: BSD-3-Clause */
/* A path of the host whose end may be somebody else's; see host_path.h. */
#include "system/host_path.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "shared/safe_path.h"

static int end_open(int parent_fd, const char *name, const char *path,
		    struct safe_path_fault *ret_fault)
{
	_cleanup_close_ int fd = openat(parent_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	(void)snprintf(ret_fault->path, sizeof(ret_fault->path), "%s", path);
	ret_fault->errnum = 0;
	ret_fault->reason = fd < 0 && errno == ENOENT ? "does not exist" : NULL;
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (S_ISLNK(status.st_mode)) {
		ret_fault->reason = "is a symbolic link";
		return -ELOOP;
	}
	return TAKE_FD(fd);
}

int host_path_open(const char *path, int *ret_parent_fd, struct safe_path_fault *ret_fault)
{
	_cleanup_close_ int parent_fd = NO_FD;
	_cleanup_free_ char *parent = strdup(path);
	char *name;
	int fd;

	if (parent == NULL)
		return -ENOMEM;
	name = strrchr(parent, '/');
	if (name == NULL)
		return -EINVAL;
	*name++ = '\0';
	parent_fd = safe_path_open(parent[0] != '\0' ? parent : "/", ret_fault);
	if (parent_fd < 0)
		return parent_fd;
	fd = end_open(parent_fd, name[0] != '\0' ? name : ".", path, ret_fault);
	if (fd >= 0 && ret_parent_fd != NULL)
		*ret_parent_fd = TAKE_FD(parent_fd);
	return fd;
}
