/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "mounts/pam_cover.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "system/mount_tree.h"
#include "system/report.h"

/* Linux-PAM's own, and those of its option --enable-vendordir. */
const char *const pam_cover_directories[] = { "/etc/pam.d", "/usr/etc/pam.d", "/usr/lib/pam.d",
					      "/usr/share/pam.d", NULL };

/* Only counts where none of them is. */
#define OLD_FILE "etc/pam.conf"

static bool is_bound(const struct jail_plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind == MOUNT_BIND && strcmp(plan->mounts[i].target, path) == 0)
			return true;
	return false;
}

static bool is_roots(const struct stat *status)
{
	return status->st_uid == 0 && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* 1 if there is one, covered or not; 0 or -errno. */
static int directory_cover(struct jail_build *build, const char *path)
{
	_cleanup_close_ int place_fd = mount_target_follow(build->root_fd, path);
	struct stat status;
	int error;

	if (place_fd < 0)
		return place_fd == -ENOENT || place_fd == -ENOTDIR ? 0 : place_fd;
	if (fstat(place_fd, &status) < 0)
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return 0;
	if (is_bound(build->plan, path) && is_roots(&status))
		return 1;
	error = stage_pam_cover(build, place_fd);
	return error < 0 ? error : 1;
}

int pam_cover_mount(struct jail_build *build)
{
	bool is_there = false;
	int outcome;

	for (const char *const *path = pam_cover_directories; *path != NULL; path++) {
		outcome = directory_cover(build, *path);
		if (outcome < 0)
			return report_error(build->report, -outcome, "can not cover '%s'", *path);
		is_there = is_there || outcome > 0;
	}
	return is_there ? 0 : stage_mask(build, build->root_fd, OLD_FILE);
}
