/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether a root that takes nothing new has the places that the plan mounts on. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "mounts/mount_point.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"
#include "system/report.h"

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* What lies in another mount of the plan is not the root's; in /etc and /dev places are made. */
static bool is_in_root(const struct jail_plan *plan, const struct mount_entry *entry)
{
	if (is_below(entry->target, "/etc") || is_below(entry->target, "/dev"))
		return false;
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_MASK &&
		    is_below(entry->target, plan->mounts[i].target))
			return false;
	return true;
}

/* Without a source nothing is mounted, or there is an error of its own. */
static bool is_mounted(const struct mount_entry *entry, bool *ret_is_directory)
{
	struct stat status;

	*ret_is_directory = true;
	if (entry->kind == MOUNT_MASK || entry->is_target_optional || entry->is_home)
		return false;
	if (entry->kind == MOUNT_TMPFS)
		return true;
	if (lstat(entry->source, &status) < 0)
		return false;
	*ret_is_directory = S_ISDIR(status.st_mode);
	return true;
}

static void check_target(const struct jail_plan *plan, int root_fd, const struct mount_entry *entry,
			 struct report *report)
{
	bool is_directory;
	_cleanup_close_ int fd = NO_FD;

	if (!is_mounted(entry, &is_directory) || !is_in_root(plan, entry))
		return;
	fd = mount_target_open(root_fd, entry->target);
	if (fd == -ENOENT)
		(void)mount_point_report_missing(plan->rootfs, entry->target, is_directory, report);
	else if (fd < 0)
		(void)report_error(report, -fd, "can not mount on '%s'", entry->target);
}

/* An image would have to be mounted for this. */
void check_targets(const struct jail_plan *plan, struct findings *findings)
{
	struct report report = findings_report(findings);
	_cleanup_close_ int root_fd = NO_FD;

	if (plan->rootfs_kind != ROOTFS_PATH ||
	    (plan->rootfs_mode != ROOTFS_READONLY && plan->rootfs_mode != ROOTFS_WRITABLE))
		return;
	root_fd = open(plan->rootfs, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	for (size_t i = 0; root_fd >= 0 && i < plan->mount_count; i++)
		check_target(plan, root_fd, &plan->mounts[i], &report);
}
