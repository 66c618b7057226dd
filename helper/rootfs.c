/* SPDX-License-Identifier: BSD-3-Clause */
/* The root of the jail; see rootfs.h. */
#include "rootfs.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "jail_build.h"
#include "jail_sources.h"
#include "mount_tree.h"
#include "report.h"
#include "shared/cleanup.h"
#include "stage.h"
#include "syscalls.h"

int rootfs_namespace_make(struct jail_build *build)
{
	(void)build;
	if (unshare(CLONE_NEWNS) < 0)
		return -errno;
	/* Copies of shared host mounts would carry our mounts back to the host. */
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

int rootfs_attach(struct jail_build *build)
{
	build->root_fd = build->sources->rootfs_fd;
	return mount_tree_attach_at(build->root_fd, build->stage_fd, STAGE_ROOT);
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
 * no directory for it is needed. The stage lies over the old root, and "." means the topmost: one
 * umount2 takes away the stage, the second one the old root with all that is below.
 */
int rootfs_pivot(struct jail_build *build)
{
	struct stat wanted;

	if (fstat(build->root_fd, &wanted) < 0 || fchdir(build->root_fd) < 0)
		return -errno;
	if (pivot_root(".", ".") < 0)
		return -errno;
	for (int layer = 0; layer < 2; layer++)
		if (umount2(".", MNT_DETACH) < 0)
			return -errno;
	if (chdir("/") < 0)
		return -errno;
	return root_verify(build, &wanted);
}
