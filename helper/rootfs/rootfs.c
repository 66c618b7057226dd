/* SPDX-License-Identifier: BSD-3-Clause */
/* The root of the jail; see rootfs.h. */
#include "rootfs/rootfs.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "mounts/stage.h"
#include "mounts/submounts.h"
#include "mounts/template.h"
#include "plan/jail_plan.h"
#include "rootfs/generated_root.h"
#include "rootfs/rootfs_layers.h"
#include "rootfs/rootfs_trust.h"
#include "rootfs/settings_show.h"
#include "shared/cleanup.h"
#include "shared/kernel_need.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

int rootfs_namespace_make(struct jail_build *build)
{
	if (build->sources->template_fd >= 0)
		return template_enter(build->sources->template_fd);
	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	/* Copies of shared host mounts would carry our mounts back to the host. */
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

/* Returns the tree that the jail stands on; it is the caller's. */
static int base_take(struct jail_build *build)
{
	_cleanup_close_ int fd = NO_FD;
	char need[KERNEL_NEED_MAX];
	int error;

	if (build->plan->rootfs_kind != ROOTFS_PATH)
		return generated_root_make(build);
	fd = fcntl(build->sources->rootfs_fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return -errno;
	if (!build->sources->is_rootfs_mapped)
		return TAKE_FD(fd);
	error = idmap_tree(fd, build->map_fd, true);
	if (error < 0)
		return report_error(build->report, -error,
				    "rootfs '%s': its file system can not be mapped to other ids%s",
				    build->plan->rootfs, idmap_tree_need(need, fd));
	return TAKE_FD(fd);
}

/* Over what is attached there: an overlay has to stand on attached mounts, and these are its own.
 */
static int usr_cover(struct jail_build *build)
{
	_cleanup_close_ int fd = rootfs_layers_own_inodes(build, build->sources->usr_fd);
	int error = fd < 0 ? fd : mount_tree_attach_at(fd, build->root_fd, "usr");

	return error < 0 ? error : submounts_attach(build->sources->usr_fd, fd);
}

/*
 * As the host has it, not through the jail's map: what the host's root alone may read is nobody's
 * there, so that the tenant's root has no rights over it (capabilities(7) reach mapped inodes).
 */
static int usr_attach(struct jail_build *build)
{
	int error;

	if (build->plan->rootfs_kind != ROOTFS_USR)
		return 0;
	error = mount_tree_attach_at(build->sources->usr_fd, build->root_fd, "usr");
	if (error == 0 && !build->plan->has_shared_inodes)
		error = usr_cover(build);
	return error == 0 ? settings_attach(build) : error;
}

int rootfs_attach(struct jail_build *build)
{
	_cleanup_close_ int base_fd = base_take(build);
	int error;

	if (base_fd < 0)
		return base_fd;
	build->has_own_root =
		rootfs_layers_keep_changes(build->plan) || build->plan->rootfs_kind != ROOTFS_PATH;
	build->root_fd = rootfs_layers_are_wanted(build->plan) ? rootfs_layers_make(build, base_fd)
							       : TAKE_FD(base_fd);
	if (build->root_fd < 0)
		return build->root_fd;
	error = mount_tree_attach_at(build->root_fd, build->furniture_fd, STAGE_ROOT);
	if (error == 0 && rootfs_layers_have_submounts(build->plan))
		error = submounts_attach(base_fd, build->root_fd);
	return error == 0 ? usr_attach(build) : error;
}

/* What the configuration mounts may cover what the first check has seen. */
static bool needs_second_look(const struct jail_plan *plan)
{
	if (plan->has_user_namespace)
		return false;
	if (plan->rootfs_mode == ROOTFS_OVERLAY)
		return true;
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_MASK && plan->mounts[i].file != NULL)
			return true;
	return false;
}

int rootfs_seal(struct jail_build *build)
{
	const struct jail_plan *plan = build->plan;
	int error = 0;

	if (plan->rootfs_kind != ROOTFS_PATH && !rootfs_layers_keep_changes(plan))
		error = mount_tree_restrict(build->root_fd, MOUNT_ATTR_RDONLY, false);
	if (error == 0 && needs_second_look(plan))
		error = rootfs_trust_check(build->root_fd, plan, NO_FD, build->request,
					   build->report);
	return error;
}

static bool is_same_directory(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/*
 * "/.." of the root follows what is mounted over it, as setns(2) does when it enters a mount
 * namespace; "/" alone does not.
 */
static int root_verify(struct jail_build *build, const struct stat *wanted)
{
	struct stat found, above;

	if (stat("/", &found) < 0 || stat("/..", &above) < 0)
		return -errno;
	if (!is_same_directory(wanted, &found) || !is_same_directory(wanted, &above))
		return report_error(build->report, EXDEV,
				    "the root after the pivot is not the rootfs");
	return 0;
}

/*
 * pivot_root(2), "pivot_root(".", ".")": the old root ends up mounted over the new one at ".", so
 * no directory for it is needed, and one umount2 takes it away with all that is below, the stage
 * among it. Each umount2 has to wait for the kernel's readers (RCU), so two would cost twice.
 */
int rootfs_pivot(struct jail_build *build)
{
	struct stat wanted;

	if (fstat(build->root_fd, &wanted) < 0 || fchdir(build->root_fd) < 0)
		return -errno;
	if (pivot_root(".", ".") < 0)
		return -errno;
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return -errno;
	return root_verify(build, &wanted);
}
