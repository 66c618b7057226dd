/* SPDX-License-Identifier: BSD-3-Clause */
/* The account's home; see home.h. */
#include "home.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "jail_build.h"
#include "jail_plan.h"
#include "jail_sources.h"
#include "mount_tree.h"
#include "report.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* Below these lie file systems of the jail's own; a home there would hide or be hidden. */
static const char *const reserved_directories[] = {
	"/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/etc",
};

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

static bool ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), end_length = strlen(end);

	return length >= end_length && strcmp(path + length - end_length, end) == 0;
}

static bool is_reserved(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(reserved_directories); i++)
		if (is_below(path, reserved_directories[i]))
			return true;
	return false;
}

/* A path with detours could mean a reserved directory without naming it. */
static bool has_detours(const char *path)
{
	return strstr(path, "//") != NULL || strstr(path, "/./") != NULL ||
	       strstr(path, "/../") != NULL || ends_with(path, "/.") || ends_with(path, "/..");
}

static bool is_mountable(const char *home)
{
	return home[0] == '/' && home[1] != '\0' && !has_detours(home) && !is_reserved(home);
}

static int home_tmpfs_make(struct jail_build *build)
{
	char uid[16], gid[16];
	const struct mount_option options[] = {
		{ "mode", "0700" }, { "size", "64m" }, { "nr_inodes", "16384" },
		{ "uid", uid },	    { "gid", gid },    { NULL, NULL },
	};

	(void)snprintf(uid, sizeof(uid), "%u", build->request->uid);
	(void)snprintf(gid, sizeof(gid), "%u", build->request->gid);
	return mount_tree_make("tmpfs", options, MOUNT_ATTRIBUTES_PLAIN, build->report);
}

/* Cuts path at its last existing directory and opens that; *ret_rest is what is missing below. */
static int ancestor_open(int root_fd, char *path, char **ret_rest)
{
	char *slash;
	int fd;

	for (slash = strrchr(path, '/'); slash != NULL && slash != path;
	     slash = strrchr(path, '/')) {
		*slash = '\0';
		fd = mount_target_open(root_fd, path);
		if (fd != -ENOENT) {
			*ret_rest = slash + 1;
			return fd;
		}
	}
	return -ENOENT;
}

/* rest has lost its slashes to ancestor_open: each component ends with a NUL, end is after all. */
static int directories_make(int root_fd, char *rest, const char *end)
{
	_cleanup_close_ int parent_fd = fcntl(root_fd, F_DUPFD_CLOEXEC, 3);
	int fd;

	for (; rest < end; rest += strlen(rest) + 1) {
		if (mkdirat(parent_fd, rest, 0700) < 0 || fchmodat(parent_fd, rest, 0755, 0) < 0)
			return -errno;
		fd = openat(parent_fd, rest, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return -errno;
		(void)close(parent_fd);
		parent_fd = fd;
	}
	return TAKE_FD(parent_fd);
}

/* Returns the mount point in a tmpfs over the nearest directory; *ret_tree_fd is that tmpfs. */
static int mount_point_make(struct jail_build *build, const char *home, int *ret_tree_fd)
{
	static const struct mount_option options[] = {
		{ "mode", "0755" }, { "size", "64k" }, { "nr_inodes", "64" }, { NULL, NULL }
	};
	_cleanup_free_ char *path = strdup(home);
	_cleanup_close_ int ancestor_fd = NO_FD;
	_cleanup_close_ int tree_fd = NO_FD;
	char *rest = NULL;
	int error;

	if (path == NULL)
		return -ENOMEM;
	ancestor_fd = ancestor_open(build->root_fd, path, &rest);
	if (ancestor_fd < 0)
		return ancestor_fd;
	tree_fd = mount_tree_make("tmpfs", options, MOUNT_ATTRIBUTES_PLAIN, build->report);
	if (tree_fd < 0)
		return tree_fd;
	error = mount_tree_attach(tree_fd, ancestor_fd);
	if (error < 0)
		return error;
	error = directories_make(tree_fd, rest, path + strlen(home));
	if (error >= 0)
		*ret_tree_fd = TAKE_FD(tree_fd);
	return error;
}

static int home_attach(struct jail_build *build, int home_fd)
{
	const char *home = build->request->home;
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int target_fd = mount_target_open(build->root_fd, home);
	int error;

	if (target_fd == -ENOENT)
		target_fd = mount_point_make(build, home, &holder_fd);
	if (target_fd < 0)
		return report_error(
			build->report, -target_fd,
			"rootfs: no place to mount the home '%s'; make it with mkdir -p", home);
	error = mount_tree_attach(home_fd, target_fd);
	if (error == 0 && holder_fd >= 0)
		error = mount_tree_restrict(holder_fd, MOUNT_ATTR_RDONLY, false);
	return error;
}

int home_mount(struct jail_build *build)
{
	const char *home = build->request->home;
	_cleanup_close_ int tmpfs_fd = NO_FD;

	if (build->plan->home == HOME_NONE)
		return 0;
	if (!is_mountable(home))
		return report_error(build->report, EINVAL,
				    "home '%s' can not be mounted in a jail; set home = none",
				    home);
	if (build->plan->home == HOME_BIND)
		return home_attach(build, build->sources->home_fd);
	tmpfs_fd = home_tmpfs_make(build);
	return tmpfs_fd < 0 ? tmpfs_fd : home_attach(build, tmpfs_fd);
}
