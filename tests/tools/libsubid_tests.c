/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A name service for subordinate ids, "subid: tests" in nsswitch.conf: its lines are in
 * /etc/subid.tests, "OWNER KIND START COUNT" with the owner's uid and KIND 1 for uids, 2 for gids.
 * Without the file it fails; "- KIND 0 0" makes it one that does not know owners.
 * It must never: read what others read.
 */
#include <pwd.h>
#include <shadow/subid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE "/etc/subid.tests"

struct line {
	char owner[64];
	unsigned int kind;
	struct subid_range range;
};

#pragma GCC visibility push(default)
enum subid_status shadow_subid_has_range(const char *owner, unsigned long start,
					 unsigned long count, enum subid_type kind, bool *result);
enum subid_status shadow_subid_list_owner_ranges(const char *owner, enum subid_type kind,
						 struct subid_range **ranges, int *count);
enum subid_status shadow_subid_find_subid_owners(unsigned long id, enum subid_type kind,
						 uid_t **uids, int *count);
void shadow_subid_free(void *ranges);
#pragma GCC visibility pop

static bool line_next(FILE *file, enum subid_type kind, struct line *line)
{
	while (fscanf(file, "%63s %u %lu %lu", line->owner, &line->kind, &line->range.start,
		      &line->range.count) == 4)
		if (line->kind == (unsigned int)kind)
			return true;
	return false;
}

enum subid_status shadow_subid_has_range(const char *owner, unsigned long start,
					 unsigned long count, enum subid_type kind, bool *result)
{
	(void)owner, (void)start, (void)count, (void)kind;
	*result = false;
	return SUBID_STATUS_ERROR;
}

enum subid_status shadow_subid_list_owner_ranges(const char *owner, enum subid_type kind,
						 struct subid_range **ranges, int *count)
{
	const struct passwd *entry = getpwnam(owner);
	struct subid_range *found = NULL;
	FILE *file = fopen(SOURCE, "re");
	struct line line;
	int number = 0;

	if (file == NULL)
		return SUBID_STATUS_ERROR_CONN;
	while (entry != NULL && line_next(file, kind, &line)) {
		if (strtoul(line.owner, NULL, 10) != entry->pw_uid)
			continue;
		found = reallocarray(found, (size_t)number + 1, sizeof(*found));
		if (found == NULL)
			abort();
		found[number++] = line.range;
	}
	(void)fclose(file);
	*ranges = found;
	*count = number;
	return number > 0 ? SUBID_STATUS_SUCCESS : SUBID_STATUS_UNKNOWN_USER;
}

enum subid_status shadow_subid_find_subid_owners(unsigned long id, enum subid_type kind,
						 uid_t **uids, int *count)
{
	FILE *file = fopen(SOURCE, "re");
	uid_t *owners = NULL;
	bool is_known = true;
	struct line line;
	int number = 0;

	while (file != NULL && line_next(file, kind, &line)) {
		is_known = is_known && line.owner[0] != '-';
		if (id < line.range.start || id - line.range.start >= line.range.count)
			continue;
		owners = reallocarray(owners, (size_t)number + 1, sizeof(*owners));
		if (owners == NULL)
			abort();
		owners[number++] = (uid_t)strtoul(line.owner, NULL, 10);
	}
	if (file != NULL)
		(void)fclose(file);
	*uids = owners;
	*count = number;
	return is_known ? SUBID_STATUS_SUCCESS : SUBID_STATUS_ERROR;
}

/* libsubid 5 and later want it. */
void shadow_subid_free(void *ranges)
{
	free(ranges);
}
