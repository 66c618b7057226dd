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
#include "mounts/overlay_depth.h"
#include "mounts/stage.h"
#include "mounts/template.h"
#include "plan/jail_plan.h"
#include "rootfs/generated_root.h"
#include "rootfs/rootfs_trust.h"
#include "shared/cleanup.h"
#include "shared/kernel_need.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"
#include "system/syscalls.h"

int rootfs_namespace_make(struct jail_build *build)
{
	if (build->sources->template_fd >= 0)
		return template_enter(build->sources->template_fd);
	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	/* Copies of shared host mounts would carry our mounts back to the host. */
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

static bool is_layered(const struct jail_plan *plan)
{
	return plan->rootfs_mode == ROOTFS_OVERLAY || plan->rootfs_mode == ROOTFS_VOLATILE;
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

/* Layers are named by descriptor: no path, so nothing in a path can be taken for an option. */
static int overlay_make(struct jail_build *build, int base_fd, int changes_fd)
{
	_cleanup_close_ int upper_fd = mount_target_open(changes_fd, "upper");
	_cleanup_close_ int work_fd = mount_target_open(changes_fd, "work");
	const struct idmap *idmap = &build->sources->idmap;
	char lower[32], upper[32], work[32];
	int fd;
	const struct mount_option options[] = {
		{ "source", "overlay" }, { "lowerdir", lower }, { "upperdir", upper },
		{ "workdir", work },	 { NULL, NULL },
	};

	if (upper_fd < 0 || work_fd < 0)
		return upper_fd < 0 ? upper_fd : work_fd;
	(void)snprintf(lower, sizeof(lower), "/proc/self/fd/%d", base_fd);
	(void)snprintf(upper, sizeof(upper), "/proc/self/fd/%d", upper_fd);
	(void)snprintf(work, sizeof(work), "/proc/self/fd/%d", work_fd);
	fd = mount_tree_make_as(idmap_uid(idmap, 0), idmap_gid(idmap, 0), "overlay", options,
				mount_root_attributes(build->plan->has_user_namespace),
				build->report);
	return fd < 0 ? overlay_depth_fault(build, fd) : fd;
}

/* The kernel takes only attached mounts as layers (check_mnt), hence their places on the stage. */
static int layers_attach(struct jail_build *build, int base_fd)
{
	_cleanup_close_ int own_fd = NO_FD;
	int changes_fd = build->sources->changes_fd;
	int error = mount_tree_attach_at(base_fd, build->furniture_fd, STAGE_BASE);

	if (error < 0)
		return error;
	if (build->plan->rootfs_mode == ROOTFS_VOLATILE)
		changes_fd = own_fd = volatile_make(build);
	if (changes_fd < 0)
		return changes_fd;
	error = mount_tree_attach_at(changes_fd, build->furniture_fd, STAGE_CHANGES);
	return error < 0 ? error : overlay_make(build, base_fd, changes_fd);
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

int rootfs_attach(struct jail_build *build)
{
	_cleanup_close_ int base_fd = base_take(build);
	int error;

	if (base_fd < 0)
		return base_fd;
	build->has_own_root = is_layered(build->plan) || build->plan->rootfs_kind != ROOTFS_PATH;
	build->root_fd = is_layered(build->plan) ? layers_attach(build, base_fd) : TAKE_FD(base_fd);
	if (build->root_fd < 0)
		return build->root_fd;
	error = mount_tree_attach_at(build->root_fd, build->furniture_fd, STAGE_ROOT);
	return error == 0 ? generated_root_usr_attach(build) : error;
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

	if (plan->rootfs_kind != ROOTFS_PATH && !is_layered(plan))
		error = mount_tree_restrict(build->root_fd, MOUNT_ATTR_RDONLY, false);
	if (error == 0 && needs_second_look(plan))
		error = rootfs_trust_check(build->root_fd, plan->rootfs, NO_FD, build->request,
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
