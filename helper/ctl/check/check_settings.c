/* SPDX-License-Identifier: BSD-3-Clause */
/* What a rootfs of @usr shows of the host's /etc, so that nobody has to log in to see it. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "plan/jail_plan.h"
#include "rootfs/settings_find.h"
#include "shared/cleanup.h"
#include "site/host_settings.h"
#include "system/report.h"

static int path_compare(const void *a, const void *b)
{
	const struct host_setting *one = a, *other = b;

	return strcmp(one->path, other->path);
}

/* A directory with all that is in it ends with a slash. The text is the caller's. */
static char *settings_words(struct host_settings *settings)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	qsort(settings->list, settings->count, sizeof(*settings->list), path_compare);
	for (size_t i = 0; i < settings->count; i++)
		(void)fprintf(stream, "%s%s%s", i > 0 ? " " : "", settings->list[i].path,
			      S_ISDIR(settings->list[i].mode) ? "/" : "");
	if (fclose(stream) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* What is wrong with /etc was found when the sources were opened. */
void check_settings(const struct jail_plan *plan, struct findings *findings)
{
	_cleanup_close_ int root_fd = NO_FD;
	_cleanup_close_ int etc_fd = NO_FD;
	_cleanup_free_ char *text = NULL;
	struct report quiet = { .socket_fd = NO_FD };
	struct host_settings settings = { .count = 0 };

	if (plan->rootfs_kind != ROOTFS_USR)
		return;
	root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root_fd >= 0 && settings_find(&settings, root_fd, plan, NO_FD, &etc_fd, &quiet) == 0 &&
	    settings.count > 0)
		text = settings_words(&settings);
	if (text != NULL)
		findings_add(findings, SEVERITY_NOTICE, "/etc",
			     "to hide one of them: mask = /etc/NAME", "rootfs = @usr shows %s",
			     text);
	host_settings_clear(&settings);
}
