/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "rootfs/rootfs_layers.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "mounts/overlay_depth.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"

bool rootfs_layers_keep_changes(const struct jail_plan *plan)
{
	return plan->rootfs_mode == ROOTFS_OVERLAY || plan->rootfs_mode == ROOTFS_VOLATILE;
}

bool rootfs_layers_are_wanted(const struct jail_plan *plan)
{
	return rootfs_layers_keep_changes(plan) || jail_plan_has_own_inodes(plan);
}

/* Where changes are kept, the base alone is below them; so it was from the first. */
bool rootfs_layers_have_submounts(const struct jail_plan *plan)
{
	return jail_plan_has_own_inodes(plan);
}

/* For volatile, the tenant's changes live in memory, within a limit. */
static int volatile_make(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0700" },
						       { "size", "512m" },
						       { "nr_inodes", "131072" },
						       { NULL, NULL } };
	_cleanup_close_ int fd =
		mount_tree_make("tmpfs", options, MOUNT_ATTRIBUTES_PLAIN, build->report);

	int error;

	if (fd < 0)
		return fd;
	if (mkdirat(fd, "upper", 0700) < 0 || fchmodat(fd, "upper", 0755, 0) < 0 ||
	    mkdirat(fd, "work", 0700) < 0)
		return -errno;
	error = idmap_own_tree(&build->sources->idmap, fd);
	return error < 0 ? error : TAKE_FD(fd);
}

/*
 * As somebody who is not the host's root, whose reserve on the disk of the changes a tenant could
 * fill otherwise: as the tenant's root, or as the user where there is none. What is in memory, or
 * takes no changes, has no reserve.
 */
static int overlay_mount(struct jail_build *build, const struct mount_option *options,
			 uint64_t attributes)
{
	const struct idmap *idmap = &build->sources->idmap;
	int fd;

	attributes |= mount_root_attributes(build->plan->has_user_namespace);
	if (idmap->is_active)
		fd = mount_tree_make_as(idmap_uid(idmap, 0), idmap_gid(idmap, 0), "overlay",
					options, attributes, build->report);
	else if (build->plan->rootfs_mode == ROOTFS_OVERLAY)
		fd = mount_tree_make_as(build->request->uid, build->request->gid, "overlay",
					options, attributes, build->report);
	else
		fd = mount_tree_make("overlay", options, attributes, build->report);
	return fd < 0 ? overlay_depth_fault(build, fd) : fd;
}

/* Layers are named by descriptor: no path, so nothing in a path can be taken for an option. */
static int overlay_make(struct jail_build *build, int base_fd, int changes_fd)
{
	_cleanup_close_ int upper_fd = mount_target_open(changes_fd, "upper");
	_cleanup_close_ int work_fd = mount_target_open(changes_fd, "work");
	char lower[32], upper[32], work[32];
	const struct mount_option options[] = {
		{ "source", "overlay" }, { "lowerdir", lower }, { "upperdir", upper },
		{ "workdir", work },	 { NULL, NULL },
	};

	if (upper_fd < 0 || work_fd < 0)
		return upper_fd < 0 ? upper_fd : work_fd;
	(void)snprintf(lower, sizeof(lower), "/proc/self/fd/%d", base_fd);
	(void)snprintf(upper, sizeof(upper), "/proc/self/fd/%d", upper_fd);
	(void)snprintf(work, sizeof(work), "/proc/self/fd/%d", work_fd);
	return overlay_mount(build, options, 0);
}

/* The kernel wants two layers where there is no upper one (Linux 6.18, ovl_get_lowerstack). */
int rootfs_layers_own_inodes(struct jail_build *build, int base_fd)
{
	_cleanup_close_ int empty_fd =
		mount_target_open(build->furniture_fd, STAGE_EMPTY_DIRECTORY);
	char lower[64];
	const struct mount_option options[] = {
		{ "source", "overlay" }, { "lowerdir", lower }, { "ro", NULL }, { NULL, NULL }
	};

	if (empty_fd < 0)
		return empty_fd;
	(void)snprintf(lower, sizeof(lower), "/proc/self/fd/%d:/proc/self/fd/%d", base_fd,
		       empty_fd);
	return overlay_mount(build, options, MOUNT_ATTR_RDONLY);
}

/* The kernel takes only attached mounts as layers (check_mnt), hence their places on the stage. */
int rootfs_layers_make(struct jail_build *build, int base_fd)
{
	_cleanup_close_ int own_fd = NO_FD;
	int changes_fd = build->sources->changes_fd;
	int error = mount_tree_attach_at(base_fd, build->furniture_fd, STAGE_BASE);

	if (error < 0)
		return error;
	if (!rootfs_layers_keep_changes(build->plan))
		return rootfs_layers_own_inodes(build, base_fd);
	if (build->plan->rootfs_mode == ROOTFS_VOLATILE)
		changes_fd = own_fd = volatile_make(build);
	if (changes_fd < 0)
		return changes_fd;
	error = mount_tree_attach_at(changes_fd, build->furniture_fd, STAGE_CHANGES);
	return error < 0 ? error : overlay_make(build, base_fd, changes_fd);
}
