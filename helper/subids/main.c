/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_subids USER UID: prints "START START COUNT", the user's subordinate uids and gids, as
 * libsubid knows them; or one line beginning with "!" that says why they can not be used. A program
 * of its own, because libsubid loads name service plug-ins and the helper is static.
 * It must never: change anything.
 */
#include <errno.h>
#include <pwd.h>
#include <shadow/subid.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define RANGE_COUNT 65536	 /* ids that a jail gets */
#define RANGE_FLOOR 100000	 /* below it are system and login ids */
#define RANGE_LIMIT 4294967294UL /* (uid_t)-1 means "no id" */

struct id_kind {
	const char *name, *file, *option;
	int (*ranges_get)(const char *owner, struct subid_range **ranges);
};

static const struct id_kind id_kinds[] = {
	{ "uids", "/etc/subuid", "--add-subuids", subid_get_uid_ranges },
	{ "gids", "/etc/subgid", "--add-subgids", subid_get_gid_ranges },
};

/* The first range that is large enough. */
static int range_find(const struct id_kind *kind, const char *user, struct subid_range *ret_range)
{
	struct subid_range *ranges = NULL;
	int count = kind->ranges_get(user, &ranges);
	int found = -1;

	for (int i = 0; i < count && found < 0; i++)
		if (ranges[i].count >= RANGE_COUNT)
			found = i;
	if (found >= 0)
		*ret_range = ranges[found];
	free(ranges);
	if (found >= 0)
		return 0;
	(void)printf("!user '%s' has no range of %d subordinate %s in '%s'; give one with: usermod "
		     "%s FIRST-LAST %s\n",
		     user, RANGE_COUNT, kind->name, kind->file, kind->option, user);
	return -ENOENT;
}

static int range_report(const struct id_kind *kind, const struct subid_range *range,
			const char *reason, const char *other)
{
	(void)printf("!the subordinate %s %lu to %lu of '%s' %s%s\n", kind->name, range->start,
		     range->start + RANGE_COUNT - 1, kind->file, reason, other);
	return -EINVAL;
}

static bool is_overlap(const struct subid_range *range, unsigned long start, unsigned long count)
{
	return start < range->start + RANGE_COUNT && range->start < start + count;
}

/* One line "OWNER:START:COUNT"; false if it is none. */
static bool line_read(char *line, char **ret_owner, unsigned long *ret_start,
		      unsigned long *ret_count)
{
	char *rest = line;
	const char *start, *count;

	*ret_owner = strsep(&rest, ":");
	start = strsep(&rest, ":");
	count = strsep(&rest, "\n");
	if (start == NULL || count == NULL)
		return false;
	*ret_start = strtoul(start, NULL, 10);
	*ret_count = strtoul(count, NULL, 10);
	return true;
}

/* A file that is not there holds nobody; one that can not be read may hold anybody. */
static int unread_report(const char *path)
{
	if (errno == ENOENT)
		return 0;
	(void)printf("!'%s' can not be read: %s\n", path, strerror(errno));
	return -EIO;
}

/*
 * libsubid can not list what everybody has. The line that the range itself comes from is known by
 * its owner; by number or by name.
 */
static int neighbours_check(const struct id_kind *kind, const struct subid_range *range,
			    const char *user, const char *uid)
{
	_cleanup_fclose_ FILE *file = fopen(kind->file, "re");
	unsigned long start, count;
	char line[512];
	char *owner;

	if (file == NULL)
		return unread_report(kind->file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (!line_read(line, &owner, &start, &count) || !is_overlap(range, start, count))
			continue;
		if (strcmp(owner, user) != 0 && strcmp(owner, uid) != 0)
			return range_report(kind, range, "overlap with those of ", owner);
		if (start != range->start)
			return range_report(kind, range, "overlap with another range of ", owner);
	}
	return 0;
}

/* Nobody who can log in may be inside the range: its owner would be he. */
static int logins_check(const struct id_kind *kind, const struct subid_range *range)
{
	_cleanup_fclose_ FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry;

	if (file == NULL)
		return unread_report("/etc/passwd");
	while ((entry = fgetpwent(file)) != NULL)
		if (is_overlap(range, entry->pw_uid, 1) || is_overlap(range, entry->pw_gid, 1))
			return range_report(kind, range, "hold an id of the account ",
					    entry->pw_name);
	return 0;
}

static int range_check(const struct id_kind *kind, const struct subid_range *range,
		       const char *user, const char *uid)
{
	unsigned long own = strtoul(uid, NULL, 10);
	int error;

	if (range->start < RANGE_FLOOR)
		return range_report(kind, range, "begin below 100000", "");
	if (range->start > RANGE_LIMIT - RANGE_COUNT)
		return range_report(kind, range, "end beyond the last id", "");
	if (is_overlap(range, own, 1))
		return range_report(kind, range, "hold the user's own id", "");
	error = neighbours_check(kind, range, user, uid);
	return error == 0 ? logins_check(kind, range) : error;
}

int main(int argc, char **argv)
{
	struct subid_range ranges[ARRAY_SIZE(id_kinds)];
	int error = 0;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: pam_nsjail_subids USER UID\n");
		return 2;
	}
	if (!subid_init("pam_nsjail_subids", stderr)) {
		(void)puts("!subordinate ids can not be looked up");
		return EXIT_FAILURE;
	}
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(id_kinds); i++) {
		error = range_find(&id_kinds[i], argv[1], &ranges[i]);
		if (error == 0)
			error = range_check(&id_kinds[i], &ranges[i], argv[1], argv[2]);
	}
	if (error == 0)
		(void)printf("%lu %lu %d\n", ranges[0].start, ranges[1].start, RANGE_COUNT);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
