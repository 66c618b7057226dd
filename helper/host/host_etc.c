/* SPDX-License-Identifier: BSD-3-Clause */
/* The files of /etc that the host makes; see host_etc.h. */
#include "host/host_etc.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "host/host_etc_files.h"
#include "ids/idmap.h"
#include "mounts/mount_point.h"
#include "mounts/overlay_depth.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define ETC_PREFIX "/etc/"

static bool is_in_etc(const struct mount_entry *entry)
{
	return entry->kind != MOUNT_MASK &&
	       strncmp(entry->target, ETC_PREFIX, strlen(ETC_PREFIX)) == 0;
}

static bool has_mounts_in_etc(const struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (is_in_etc(&plan->mounts[i]))
			return true;
	return false;
}

static bool is_wanted(const struct jail_build *build)
{
	if (build->plan->rootfs_kind != ROOTFS_PATH ||
	    host_etc_files_are_updated_inside(build->plan))
		return false;
	return build->plan->accounts == ACCOUNTS_MERGE || has_mounts_in_etc(build->plan) ||
	       build->sources->resolv_conf.data != NULL || build->sources->localtime.data != NULL;
}

static int point_make(struct jail_build *build, size_t index, int etc_fd)
{
	const struct mount_entry *entry = &build->plan->mounts[index];
	int tree_fd = build->sources->mount_fds[index];
	struct stat status = { .st_mode = S_IFDIR };
	int fd;

	if (entry->kind == MOUNT_BIND && tree_fd < 0)
		return 0;
	if (entry->kind == MOUNT_BIND && fstat(tree_fd, &status) < 0)
		return -errno;
	fd = mount_point_path_make(&build->sources->idmap, etc_fd,
				   entry->target + strlen(ETC_PREFIX), S_ISDIR(status.st_mode));
	if (fd < 0)
		return report_error(build->report, -fd, "no place for '%s'", entry->target);
	(void)close(fd);
	return 0;
}

/* /etc is read-only once the overlay is there, so places for the plan's mounts come before. */
static int points_make(struct jail_build *build, int etc_fd)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < build->plan->mount_count; i++)
		if (is_in_etc(&build->plan->mounts[i]))
			error = point_make(build, i, etc_fd);
	return error;
}

/* Layers are named by descriptor: no path, so nothing in a path can be taken for an option. */
static int overlay_make(struct jail_build *build, int etc_fd, int rootfs_etc_fd)
{
	char layers[64];
	struct mount_option options[] = { { "source", "overlay" },
					  { "lowerdir", layers },
					  { NULL, NULL } };

	(void)snprintf(layers, sizeof(layers), "/proc/self/fd/%d:/proc/self/fd/%d", etc_fd,
		       rootfs_etc_fd);
	return mount_tree_make("overlay", options, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY,
			       build->report);
}

/*
 * Below the host's files: the root's own /etc, or the same directory of the base where the root is
 * but an overlay of that. A base on an overlay would be one too many for the kernel otherwise.
 */
static int rootfs_etc_open(struct jail_build *build, int root_etc_fd)
{
	_cleanup_close_ int base_fd = NO_FD;

	if (!jail_plan_has_own_inodes(build->plan))
		return fcntl(root_etc_fd, F_DUPFD_CLOEXEC, 0);
	base_fd = mount_target_open(build->furniture_fd, STAGE_BASE);
	return base_fd < 0 ? base_fd : mount_target_open(base_fd, "/etc");
}

int host_etc_mount(struct jail_build *build)
{
	const struct mount_place etc = { "/etc", true, build->has_own_root, false };
	_cleanup_close_ int root_etc_fd = NO_FD;
	_cleanup_close_ int rootfs_etc_fd = NO_FD;
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int overlay_fd = NO_FD;
	_cleanup_close_ int etc_fd = NO_FD;
	int error;

	if (!is_wanted(build))
		return 0;
	root_etc_fd = mount_point_open(build, &etc, &holder_fd);
	if (root_etc_fd < 0)
		return root_etc_fd;
	rootfs_etc_fd = rootfs_etc_open(build, root_etc_fd);
	if (rootfs_etc_fd < 0)
		return rootfs_etc_fd;
	etc_fd = openat(build->stage_fd, STAGE_ETC, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (etc_fd < 0)
		return -errno;
	error = host_etc_files_write(build, etc_fd, rootfs_etc_fd);
	if (error == 0)
		error = points_make(build, etc_fd);
	if (error == 0)
		error = idmap_own_tree(&build->sources->idmap, etc_fd);
	if (error < 0)
		return error;
	overlay_fd = overlay_make(build, etc_fd, rootfs_etc_fd);
	return overlay_fd < 0 ? overlay_depth_fault(build, overlay_fd)
			      : mount_tree_attach(overlay_fd, root_etc_fd);
}
