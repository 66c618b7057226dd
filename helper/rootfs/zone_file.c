/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "rootfs/zone_file.h"

#include <sys/stat.h>

#include "plan/jail_plan.h"
#include "rootfs/rootfs_trust.h"
#include "shared/cleanup.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"

static bool is_file(int root_fd, const char *path)
{
	_cleanup_close_ int fd = mount_target_follow(root_fd, path);
	struct stat status;

	return fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

bool zone_file_is_there(const struct jail_sources *sources, const struct jail_plan *plan,
			const struct request *request)
{
	char path[TIME_ZONE_TEXT_MAX];

	if (sources->zone.name[0] == '\0')
		return false;
	time_zone_target(&sources->zone, path);
	switch (plan->rootfs_kind) {
	case ROOTFS_EMPTY:
		return false;
	case ROOTFS_USR:
		return is_file(sources->usr_fd, path + sizeof("/usr") - 1);
	case ROOTFS_PATH:
		return plan->has_user_namespace
			       ? is_file(sources->rootfs_fd, path)
			       : rootfs_trust_has_file(sources->rootfs_fd, plan, request, path);
	}
	return false;
}
