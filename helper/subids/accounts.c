/* SPDX-License-Identifier: BSD-3-Clause */
/* Who of a directory is in a range; see accounts.h. */
#include "subids/accounts.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ids/subid_ranges.h"
#include "shared/cleanup.h"

#define ENTRY_MAX (1024 * 1024) /* of an account, or of a group with all its members */

struct search {
	const struct id_range *ranges; /* by enum id_kind_number */
	char *buffer;
	int64_t end_ms;
	bool is_short; /* not everything was asked, or answered */
	char *answer;
	size_t size;
};

static int64_t now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool has_time(struct search *search)
{
	if (now_ms() < search->end_ms)
		return true;
	search->is_short = true;
	return false;
}

/* True, with the answer, if the id is in the range. */
static bool is_in(struct search *search, enum id_kind_number kind, unsigned long id,
		  const char *what, const char *name)
{
	static const char *const names[] = { [ID_KIND_UID] = "uids", [ID_KIND_GID] = "gids" };
	const struct id_range *range = &search->ranges[kind];

	if (id < range->start || id - range->start >= range->count)
		return false;
	(void)snprintf(search->answer, search->size,
		       "!the subordinate %s %lu to %lu hold %lu, an id of the %s '%s' that "
		       "the name service knows",
		       names[kind], range->start, range->start + range->count - 1, id, what, name);
	return true;
}

static bool account_is_in(struct search *search, const struct passwd *account)
{
	return is_in(search, ID_KIND_UID, account->pw_uid, "account", account->pw_name) ||
	       is_in(search, ID_KIND_GID, account->pw_gid, "account", account->pw_name);
}

static bool group_is_in(struct search *search, const struct group *group)
{
	return is_in(search, ID_KIND_GID, group->gr_gid, "group", group->gr_name);
}

/* POSIX has these for "nobody", too (getpwnam(3)). */
static bool is_no_answer(int error)
{
	return error != 0 && error != ENOENT && error != ESRCH;
}

static bool uid_ask(struct search *search, unsigned long id)
{
	struct passwd account, *found = NULL;
	int error = getpwuid_r((uid_t)id, &account, search->buffer, ENTRY_MAX, &found);

	search->is_short |= is_no_answer(error);
	return found != NULL && account_is_in(search, found);
}

static bool gid_ask(struct search *search, unsigned long id)
{
	struct group group, *found = NULL;
	int error = getgrgid_r((gid_t)id, &group, search->buffer, ENTRY_MAX, &found);

	search->is_short |= is_no_answer(error);
	return found != NULL && group_is_in(search, found);
}

/*
 * Directories count from round numbers on: FreeIPA's admin is the first id of 200000 or more. What
 * comes from Active Directory is a slice's first id (sssd-ad(5), idmap_rid(8), idmap_autorid(8))
 * and the account's RID: 500 to 513 are built in, and people begin at 1000 or 1100.
 */
static bool is_likely(unsigned long id)
{
	static const struct {
		unsigned long step, first, last;
	} places[] = {
		{ 10000, 0, 3 },	{ 100000, 500, 501 },	{ 100000, 512, 513 },
		{ 100000, 1000, 1003 }, { 100000, 1103, 1110 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (id % places[i].step >= places[i].first && id % places[i].step <= places[i].last)
			return true;
	return false;
}

static bool ids_ask(struct search *search, enum id_kind_number kind,
		    bool (*ask)(struct search *search, unsigned long id))
{
	const struct id_range *range = &search->ranges[kind];

	for (unsigned long i = 0; i < range->count; i++) {
		bool is_end = i == 0 || i + 1 == range->count;

		if (!is_end && !is_likely(range->start + i))
			continue;
		if (!has_time(search))
			return false;
		if (ask(search, range->start + i))
			return true;
	}
	return false;
}

static bool accounts_list(struct search *search)
{
	struct passwd account, *found = NULL;
	bool is_found = false;
	int error = 0;

	setpwent();
	while (!is_found && error == 0 && has_time(search)) {
		error = getpwent_r(&account, search->buffer, ENTRY_MAX, &found);
		is_found = error == 0 && account_is_in(search, found);
	}
	endpwent();
	search->is_short |= is_no_answer(error);
	return is_found;
}

static bool groups_list(struct search *search)
{
	struct group group, *found = NULL;
	bool is_found = false;
	int error = 0;

	setgrent();
	while (!is_found && error == 0 && has_time(search)) {
		error = getgrent_r(&group, search->buffer, ENTRY_MAX, &found);
		is_found = error == 0 && group_is_in(search, found);
	}
	endgrent();
	search->is_short |= is_no_answer(error);
	return is_found;
}

int accounts_find(const struct id_range *uids, const struct id_range *gids, int ask_ms,
		  char *answer, size_t size)
{
	const struct id_range ranges[] = { [ID_KIND_UID] = *uids, [ID_KIND_GID] = *gids };
	_cleanup_free_ char *buffer = malloc(ENTRY_MAX);
	struct search search = {
		.ranges = ranges,
		.buffer = buffer,
		.end_ms = now_ms() + ask_ms,
		.answer = answer,
		.size = size,
	};

	if (buffer == NULL)
		return -ENOMEM;
	if (accounts_list(&search) || groups_list(&search) ||
	    ids_ask(&search, ID_KIND_UID, uid_ask) || ids_ask(&search, ID_KIND_GID, gid_ask))
		return -EEXIST;
	(void)snprintf(answer, size, "%s", search.is_short ? "~" : "-");
	return 0;
}
