/* SPDX-License-Identifier: BSD-3-Clause */
/* The sized tmpfs of every jail; see tmpfs.h. */
#include "tmpfs.h"

#include <stdbool.h>
#include <sys/mount.h>

#include "jail_build.h"
#include "mount_tree.h"
#include "report.h"
#include "shared/cleanup.h"

struct tmpfs_mount {
	const char *path;
	struct mount_option options[4];
	bool is_optional; /* a rootfs may lack it, or have a link to /tmp in its place */
};

static const struct tmpfs_mount tmpfs_mounts[] = {
	{ "tmp", { { "mode", "1777" }, { "size", "256m" }, { "nr_inodes", "65536" } }, false },
	{ "run", { { "mode", "0755" }, { "size", "16m" }, { "nr_inodes", "4096" } }, false },
	{ "dev/shm", { { "mode", "1777" }, { "size", "64m" }, { "nr_inodes", "4096" } }, false },
	{ "var/tmp", { { "mode", "1777" }, { "size", "256m" }, { "nr_inodes", "65536" } }, true },
};

static int tmpfs_mount_one(struct jail_build *build, const struct tmpfs_mount *mount)
{
	_cleanup_close_ int target_fd = mount_target_open(build->root_fd, mount->path);
	_cleanup_close_ int tree_fd = NO_FD;

	if (mount->is_optional && (target_fd == -ENOENT || target_fd == -ELOOP))
		return 0;
	if (target_fd < 0)
		return report_error(build->report, -target_fd,
				    "rootfs: no directory '/%s' to mount on; make it with mkdir",
				    mount->path);
	tree_fd = mount_tree_make("tmpfs", mount->options, MOUNT_ATTRIBUTES_PLAIN, build->report);
	return tree_fd < 0 ? tree_fd : mount_tree_attach(tree_fd, target_fd);
}

int tmpfs_mount_all(struct jail_build *build)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(tmpfs_mounts); i++)
		error = tmpfs_mount_one(build, &tmpfs_mounts[i]);
	return error;
}
