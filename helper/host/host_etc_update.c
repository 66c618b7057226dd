/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's files in the tenant's own /etc; see host_etc_update.h. */
#include "host/host_etc_update.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/accounts_update.h"
#include "host/etc_file.h"
#include "host/host_etc_files.h"
#include "host/live_zone.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"

static int live_link_update(int etc_fd, const char *name)
{
	char target[HOST_ETC_LIVE_MAX];

	host_etc_files_live(target, name);
	return etc_file_link(etc_fd, name, target);
}

static int host_file_update(struct jail_build *build, int etc_fd, const char *name,
			    const struct host_file *file)
{
	if (file->data == NULL)
		return 0;
	if (build->sources->live_fd >= 0)
		return live_link_update(etc_fd, name);
	return etc_file_replace(etc_fd, name, file->data, file->size);
}

/* What the base has of zones may be gone from the tenant's. */
static int localtime_update(struct jail_build *build, int etc_fd)
{
	const struct jail_sources *sources = build->sources;
	char target[TIME_ZONE_TEXT_MAX], live_target[LIVE_ZONE_TARGET_MAX];

	live_zone_target(&sources->zone, live_target);
	if (sources->localtime.data != NULL && sources->live_fd >= 0)
		return etc_file_link(etc_fd, "localtime", live_target);
	time_zone_target(&sources->zone, target);
	if (sources->localtime.data != NULL && sources->zone.is_link && access(target, R_OK) == 0)
		return etc_file_link(etc_fd, "localtime", target);
	return host_file_update(build, etc_fd, "localtime", &sources->localtime);
}

static int timezone_update(struct jail_build *build, int etc_fd)
{
	char line[TIME_ZONE_TEXT_MAX];

	if (!host_etc_files_have_timezone(build, etc_fd))
		return 0;
	if (build->sources->live_fd >= 0)
		return live_link_update(etc_fd, "timezone");
	time_zone_line(&build->sources->zone, line);
	return etc_file_replace(etc_fd, "timezone", line, strlen(line));
}

int host_etc_update(struct jail_build *build)
{
	_cleanup_close_ int etc_fd = NO_FD;
	int error;

	if (!host_etc_files_are_updated_inside(build->plan))
		return 0;
	if (mkdir("/etc", 0700) == 0 && chmod("/etc", 0755) < 0)
		return -errno;
	etc_fd = open("/etc", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (etc_fd < 0)
		return -errno;
	error = accounts_update(build, etc_fd);
	if (error == 0)
		error = host_file_update(build, etc_fd, "resolv.conf",
					 &build->sources->resolv_conf);
	if (error == 0)
		error = localtime_update(build, etc_fd);
	return error == 0 ? timezone_update(build, etc_fd) : error;
}
