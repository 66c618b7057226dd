/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "site/host_settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Room for so many more at a time. */
#define STEP 64

static int room_make(struct host_settings *settings)
{
	struct host_setting *list;

	if (settings->count % STEP != 0)
		return 0;
	list = reallocarray(settings->list, settings->count + STEP, sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	settings->list = list;
	return 0;
}

int host_settings_add(struct host_settings *settings, const char *path, mode_t mode, uint64_t inode)
{
	struct host_setting setting = { .path = strdup(path), .mode = mode, .inode = inode };

	if (setting.path == NULL || room_make(settings) < 0) {
		free(setting.path);
		return -ENOMEM;
	}
	settings->list[settings->count++] = setting;
	return 0;
}

void host_settings_cut(struct host_settings *settings, size_t count)
{
	while (settings->count > count) {
		const struct host_setting *last = &settings->list[--settings->count];

		free(last->path);
		free(last->link);
	}
}

void host_settings_clear(struct host_settings *settings)
{
	host_settings_cut(settings, 0);
	free(settings->list);
	settings->list = NULL;
}
