/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "mounts/selinux_state.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include "ids/idmap.h"
#include "mounts/mount_point.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define DIRECTORY "/sys/fs/selinux"
#define NAME	  "enforce"

#define STATE_ATTRIBUTES \
	(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

int selinux_state_open(int *ret_fd, struct report *report)
{
	_cleanup_close_ int fd = NO_FD;
	struct statfs status;
	int tree_fd;

	*ret_fd = NO_FD;
	if (statfs(DIRECTORY, &status) < 0) {
		if (errno == ENOENT)
			return 0;
		return report_error(report, errno, "'%s' can not be looked at", DIRECTORY);
	}
	if (status.f_type != SELINUX_MAGIC)
		return 0;
	fd = open(DIRECTORY "/" NAME, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	tree_fd = fd < 0 ? -errno : mount_tree_clone(fd, STATE_ATTRIBUTES, false);
	if (tree_fd < 0)
		return report_error(report, -tree_fd, "'%s' can not be shown in a jail",
				    DIRECTORY "/" NAME);
	*ret_fd = tree_fd;
	return 0;
}

/* The directory is a tmpfs's, which nobody takes for selinuxfs; sysfs has a place for it. */
static int directory_attach(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "tmpfs" },
						       { "mode", "0755" },
						       { "size", "64k" },
						       { "nr_inodes", "16" },
						       { NULL, NULL } };
	const char *place = build->plan->has_sysfs ? DIRECTORY : "/sys";
	_cleanup_close_ int fd = mount_tree_make(
		"tmpfs", options, MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC, build->report);
	int error = fd < 0 ? fd : idmap_own_tree(&build->sources->idmap, fd);

	if (error == 0)
		error = mount_point_attach(build, place, fd);
	return error < 0 ? error : TAKE_FD(fd);
}

int selinux_state_mount(struct jail_build *build)
{
	const char *name = build->plan->has_sysfs ? NAME : "fs/selinux/" NAME;
	_cleanup_close_ int directory_fd = NO_FD;
	_cleanup_close_ int target_fd = NO_FD;
	int error;

	if (build->sources->selinux_fd < 0)
		return 0;
	directory_fd = directory_attach(build);
	if (directory_fd < 0)
		return directory_fd;
	target_fd = mount_point_path_make(&build->sources->idmap, directory_fd, name, false);
	if (target_fd < 0)
		return target_fd;
	error = mount_tree_attach(build->sources->selinux_fd, target_fd);
	return error < 0 ? error : mount_tree_restrict(directory_fd, STATE_ATTRIBUTES, false);
}
