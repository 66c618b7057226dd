/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/host_etc_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/accounts.h"
#include "host/host_live.h"
#include "host/live_zone.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/new_file.h"
#include "system/report.h"

bool host_etc_files_are_updated_inside(const struct jail_plan *plan)
{
	return plan->has_user_namespace && plan->rootfs_mode != ROOTFS_READONLY;
}

static int link_write(struct jail_build *build, int etc_fd, const char *name, const char *target)
{
	return symlinkat(target, etc_fd, name) == 0
		       ? 0
		       : report_error(build->report, errno, "can not write /etc/%s", name);
}

static int live_link_write(struct jail_build *build, int etc_fd, const char *name)
{
	char target[HOST_ETC_LIVE_MAX];

	host_etc_files_live(target, name);
	return link_write(build, etc_fd, name, target);
}

static int file_write(struct jail_build *build, int etc_fd, const char *name,
		      const struct host_file *file)
{
	int error = 0;

	if (file->data != NULL && build->sources->live_fd >= 0)
		return live_link_write(build, etc_fd, name);
	if (file->data != NULL)
		error = new_file_write(etc_fd, name, file->data, file->size);
	return error < 0 ? report_error(build->report, -error, "can not write /etc/%s", name) : 0;
}

/* A link where it leads somewhere: who reads it as text finds the zone's name. */
static int localtime_write(struct jail_build *build, int etc_fd)
{
	char target[TIME_ZONE_TEXT_MAX], live_target[LIVE_ZONE_TARGET_MAX];

	live_zone_target(&build->sources->zone, live_target);
	time_zone_target(&build->sources->zone, target);
	if (build->sources->localtime.data != NULL && build->sources->live_fd >= 0)
		return link_write(build, etc_fd, "localtime", live_target);
	if (build->sources->localtime.data != NULL && build->sources->zone.is_link)
		return link_write(build, etc_fd, "localtime", target);
	return file_write(build, etc_fd, "localtime", &build->sources->localtime);
}

void host_etc_files_live(char *ret_target, const char *name)
{
	(void)snprintf(ret_target, HOST_ETC_LIVE_MAX, HOST_LIVE_PLACE "/%s", name);
}

bool host_etc_files_have_timezone(const struct jail_build *build, int rootfs_etc_fd)
{
	struct stat status;

	return build->sources->zone.name[0] != '\0' &&
	       (build->plan->rootfs_kind == ROOTFS_USR ||
		fstatat(rootfs_etc_fd, "timezone", &status, AT_SYMLINK_NOFOLLOW) == 0);
}

static int timezone_write(struct jail_build *build, int etc_fd, int rootfs_etc_fd)
{
	char line[TIME_ZONE_TEXT_MAX];
	struct host_file file = { .data = line };

	if (!host_etc_files_have_timezone(build, rootfs_etc_fd))
		return 0;
	time_zone_line(&build->sources->zone, line);
	file.size = strlen(line);
	return file_write(build, etc_fd, "timezone", &file);
}

int host_etc_files_write(struct jail_build *build, int etc_fd, int rootfs_etc_fd)
{
	int error = 0;

	if (build->plan->accounts == ACCOUNTS_MERGE)
		error = accounts_merge(etc_fd, rootfs_etc_fd, build->request, build->report);
	if (error == 0)
		error = file_write(build, etc_fd, "resolv.conf", &build->sources->resolv_conf);
	if (error == 0)
		error = localtime_write(build, etc_fd);
	return error == 0 ? timezone_write(build, etc_fd, rootfs_etc_fd) : error;
}
