/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/time_zone.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/cleanup.h"

#define LOCALTIME "/etc/localtime"
#define TIMEZONE  "/etc/timezone"

#define PART_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_"

static bool name_take(char ret_name[TIME_ZONE_MAX], const char *text, size_t length)
{
	size_t done = 0;

	ret_name[0] = '\0';
	if (length >= TIME_ZONE_MAX)
		return false;
	while (done < length) {
		size_t part = strspn(text + done, PART_BYTES);

		done += part;
		if (part == 0 || (done < length && text[done++] != '/') || done > length)
			return false;
	}
	if (length == 0 || text[length - 1] == '/')
		return false;
	(void)memcpy(ret_name, text, length);
	ret_name[length] = '\0';
	return true;
}

bool time_zone_of_link(char ret_name[TIME_ZONE_MAX], const char *text)
{
	static const char directory[] = "/" TIME_ZONE_DIRECTORY "/";
	const char *found = strstr(text, directory);

	ret_name[0] = '\0';
	if (found == NULL)
		return false;
	found += sizeof(directory) - 1;
	return name_take(ret_name, found, strlen(found));
}

bool time_zone_of_line(char ret_name[TIME_ZONE_MAX], const char *text)
{
	return name_take(ret_name, text, strcspn(text, " \t\r\n"));
}

/* A file that is odd is no reason to refuse anybody: the zone has no name then. */
static void line_find(struct time_zone *zone)
{
	_cleanup_close_ int fd = open(TIMEZONE, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char line[TIME_ZONE_TEXT_MAX];
	ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	if (length <= 0)
		return;
	line[length] = '\0';
	(void)time_zone_of_line(zone->name, line);
}

void time_zone_find(struct time_zone *ret_zone)
{
	char text[PATH_MAX];
	ssize_t length = readlink(LOCALTIME, text, sizeof(text) - 1);

	*ret_zone = (struct time_zone){ .is_link = false };
	if (length < 0) {
		line_find(ret_zone);
		return;
	}
	text[length] = '\0';
	ret_zone->is_link = time_zone_of_link(ret_zone->name, text);
}

void time_zone_target(const struct time_zone *zone, char *ret_text)
{
	(void)snprintf(ret_text, TIME_ZONE_TEXT_MAX, "/" TIME_ZONE_DIRECTORY "/%s", zone->name);
}

void time_zone_line(const struct time_zone *zone, char *ret_text)
{
	(void)snprintf(ret_text, TIME_ZONE_TEXT_MAX, "%s\n", zone->name);
}
