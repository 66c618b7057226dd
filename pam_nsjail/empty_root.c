/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "empty_root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define ATTRIBUTES (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* To be passed through, and no more: what can be opened can be watched by others (inotify(7)). */
#define MODE "0111"

void empty_root_init(struct empty_root *root)
{
	*root = (struct empty_root){ .fd = NO_FD };
}

int empty_root_make(struct empty_root *root)
{
	_cleanup_close_ int context_fd = fsopen("tmpfs", FSOPEN_CLOEXEC);
	_cleanup_close_ int fd = NO_FD;
	struct stat status;

	if (context_fd < 0 || fsconfig(context_fd, FSCONFIG_SET_STRING, "mode", MODE, 0) < 0 ||
	    fsconfig(context_fd, FSCONFIG_SET_STRING, "source", "nsjail-empty", 0) < 0 ||
	    fsconfig(context_fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = fsmount(context_fd, FSMOUNT_CLOEXEC, ATTRIBUTES);
	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	root->device = status.st_dev;
	root->inode = status.st_ino;
	root->fd = TAKE_FD(fd);
	return 0;
}

static bool is_it(const struct empty_root *root, int directory_fd, const char *path, int flags)
{
	struct stat status;

	return fstatat(directory_fd, path, &status, flags) == 0 && status.st_dev == root->device &&
	       status.st_ino == root->inode;
}

int empty_root_enter(const struct empty_root *root)
{
	if (!is_it(root, root->fd, "", AT_EMPTY_PATH))
		return -ESTALE;
	if (fchdir(root->fd) < 0 || chroot(".") < 0)
		return -errno;
	return is_it(root, AT_FDCWD, "/", 0) && is_it(root, AT_FDCWD, ".", 0) &&
			       is_it(root, AT_FDCWD, "..", 0)
		       ? 0
		       : -ENOTRECOVERABLE;
}

void empty_root_clear(struct empty_root *root)
{
	cleanup_close(&root->fd);
	empty_root_init(root);
}
