/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/live_zone.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define FOLLOWING "localtime"
#define NAMES	  "zoneinfo/" /* what programs look for */

void live_zone_target(const struct time_zone *zone, char *ret_text)
{
	(void)snprintf(ret_text, LIVE_ZONE_TARGET_MAX, HOST_LIVE_PLACE "/%s%s",
		       zone->is_link ? NAMES : "", zone->is_link ? zone->name : FOLLOWING);
}

/* The umask is 077 here, hence the second step. */
static int directory_make(int directory_fd, const char *path)
{
	if (mkdirat(directory_fd, path, 0700) < 0)
		return -errno;
	return fchmodat(directory_fd, path, 0755, 0) < 0 ? -errno : 0;
}

int live_zone_make(int directory_fd, const struct time_zone *zone)
{
	char path[sizeof(NAMES) + TIME_ZONE_MAX];
	int error = 0;

	if (!zone->is_link)
		return 0;
	(void)snprintf(path, sizeof(path), NAMES "%s", zone->name);
	for (char *slash = strchr(path, '/'); error == 0 && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		error = directory_make(directory_fd, path);
		*slash = '/';
	}
	if (error < 0)
		return error;
	return symlinkat(HOST_LIVE_PLACE "/" FOLLOWING, directory_fd, path) < 0 ? -errno : 0;
}
