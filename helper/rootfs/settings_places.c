/* SPDX-License-Identifier: BSD-3-Clause */
/* Links and places of the host's settings; see settings_places.h. */
#include "rootfs/settings_places.h"

#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/report.h"

static int directory_make(int etc_fd, const char *path)
{
	if (mkdirat(etc_fd, path, 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	return fchmodat(etc_fd, path, 0755, 0) < 0 ? -errno : 0;
}

/* All in a directory that nobody else sees yet, so a path of several names is as good as one. */
static int parents_make(int etc_fd, const char *path)
{
	int error = 0;

	for (const char *slash = strchr(path, '/'); error == 0 && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		_cleanup_free_ char *parent = strndup(path, (size_t)(slash - path));

		error = parent == NULL ? -ENOMEM : directory_make(etc_fd, parent);
	}
	return error;
}

static int place_make(int etc_fd, const struct host_setting *setting)
{
	int error = parents_make(etc_fd, setting->path);
	int outcome = 0;

	if (error < 0)
		return error;
	if (setting->link != NULL)
		outcome = symlinkat(setting->link, etc_fd, setting->path);
	else if (!S_ISDIR(setting->mode))
		outcome = mknodat(etc_fd, setting->path, S_IFREG | 0644, 0);
	else
		return directory_make(etc_fd, setting->path);
	return outcome < 0 ? -errno : 0;
}

int settings_places_make(struct jail_build *build, int etc_fd)
{
	const struct host_settings *settings = &build->sources->settings;

	for (size_t i = 0; i < settings->count; i++) {
		int error = place_make(etc_fd, &settings->list[i]);

		if (error < 0)
			return report_error(build->report, -error, "no place for '/etc/%s'",
					    settings->list[i].path);
	}
	return 0;
}
