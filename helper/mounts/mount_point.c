/* SPDX-License-Identifier: BSD-3-Clause */
/* The place that a mount goes to; see mount_point.h. */
#include "mounts/mount_point.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

/* Cuts path at its last existing directory and opens that; from *ret_rest on all is missing. */
static int ancestor_open(int root_fd, char *path, char **ret_rest)
{
	int fd = -ENOENT;
	char *slash;

	while (fd == -ENOENT && (slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		*ret_rest = slash + 1;
		fd = mount_target_open(root_fd, slash == path ? "." : path);
	}
	return fd;
}

static int directory_enter(int parent_fd, const char *name)
{
	int fd;

	if (mkdirat(parent_fd, name, 0700) == 0) {
		if (fchmodat(parent_fd, name, 0755, 0) < 0)
			return -errno;
	} else if (errno != EEXIST) {
		return -errno;
	}
	fd = openat(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int file_make(int parent_fd, const char *name)
{
	int error = new_file_write(parent_fd, name, "", 0);
	int fd;

	if (error < 0 && error != -EEXIST)
		return error;
	fd = openat(parent_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int mount_point_path_make(const struct idmap *idmap, int parent_fd, const char *path,
			  bool is_directory)
{
	_cleanup_free_ char *copy = strdup(path);
	_cleanup_close_ int owned_fd = NO_FD;
	char *rest = copy;
	char *name;
	int fd = parent_fd;

	if (copy == NULL)
		return -ENOMEM;
	while ((name = strsep(&rest, "/")) != NULL) {
		fd = rest == NULL && !is_directory ? file_make(fd, name)
						   : directory_enter(fd, name);
		if (fd < 0)
			return fd;
		cleanup_close(&owned_fd);
		owned_fd = fd;
		if (fchownat(fd, "", idmap_uid(idmap, 0), idmap_gid(idmap, 0), AT_EMPTY_PATH) < 0)
			return -errno;
	}
	return TAKE_FD(owned_fd);
}

/* A home without a place: its parent in the rootfs is covered, nothing in the rootfs is written. */
static int holder_make(struct jail_build *build, int ancestor_fd)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "64k" },
						       { "nr_inodes", "64" },
						       { NULL, NULL } };
	_cleanup_close_ int fd =
		mount_tree_make("tmpfs", options, MOUNT_ATTRIBUTES_PLAIN, build->report);
	int error;

	if (fd < 0)
		return fd;
	error = idmap_own_tree(&build->sources->idmap, fd);
	if (error == 0)
		error = mount_tree_attach(fd, ancestor_fd);
	return error < 0 ? error : TAKE_FD(fd);
}

int mount_point_report_missing(const char *rootfs, const char *path, bool is_directory,
			       struct report *report)
{
	return report_error(report, ENOENT,
			    "rootfs '%s' has no '%s' to mount on, make it with %s '%s%s'", rootfs,
			    path, is_directory ? "mkdir -p" : "touch", rootfs, path);
}

static int point_make(struct jail_build *build, const struct mount_place *place, int *ret_holder_fd)
{
	_cleanup_free_ char *path = strdup(place->path);
	_cleanup_close_ int ancestor_fd = NO_FD;
	_cleanup_close_ int holder_fd = NO_FD;
	char *rest = NULL;
	int fd;

	if (path == NULL)
		return -ENOMEM;
	ancestor_fd = ancestor_open(build->root_fd, path, &rest);
	if (ancestor_fd < 0)
		return ancestor_fd;
	/* path is "" when only the root itself exists: that can not be covered. */
	if (!place->may_make && (!place->may_cover || path[0] == '\0'))
		return mount_point_report_missing(build->plan->rootfs, place->path,
						  place->is_directory, build->report);
	if (!place->may_make)
		holder_fd = holder_make(build, ancestor_fd);
	if (!place->may_make && holder_fd < 0)
		return holder_fd;
	fd = mount_point_path_make(&build->sources->idmap,
				   place->may_make ? ancestor_fd : holder_fd,
				   place->path + (rest - path), place->is_directory);
	if (fd >= 0)
		*ret_holder_fd = TAKE_FD(holder_fd);
	return fd;
}

/* move_mount(2) would say EINVAL. */
static int kind_check(int fd, bool is_directory)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (S_ISDIR(status.st_mode) == is_directory)
		return 0;
	return is_directory ? -ENOTDIR : -EISDIR;
}

int mount_point_open(struct jail_build *build, const struct mount_place *place, int *ret_holder_fd)
{
	_cleanup_close_ int fd = mount_target_open(build->root_fd, place->path);
	int error;

	if (fd < 0)
		return fd == -ENOENT ? point_make(build, place, ret_holder_fd) : fd;
	error = kind_check(fd, place->is_directory);
	return error < 0 ? error : TAKE_FD(fd);
}

int mount_point_attach(struct jail_build *build, const char *path, int tree_fd)
{
	const struct mount_place place = { path, true, build->has_own_root, false };
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int target_fd = mount_point_open(build, &place, &holder_fd);

	return target_fd < 0 ? target_fd : mount_tree_attach(tree_fd, target_fd);
}
