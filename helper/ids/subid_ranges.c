/* SPDX-License-Identifier: BSD-3-Clause */
/* Subordinate ids from their source to an answer; see subid_ranges.h. */
#include "ids/subid_ranges.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/cleanup.h"
#include "system/host_accounts.h"

#define RANGE_COUNT 65536	 /* ids that a jail gets */
#define RANGE_FLOOR 100000	 /* below it are system and login ids */
#define RANGE_LIMIT 4294967294UL /* (uid_t)-1 means "no id" */

#define NSSWITCH "/etc/nsswitch.conf"

struct id_kind {
	const char *name, *file, *option;
};

static const struct id_kind id_kinds[] = {
	[ID_KIND_UID] = { "uids", "/etc/subuid", "--add-subuids" },
	[ID_KIND_GID] = { "gids", "/etc/subgid", "--add-subgids" },
};

/* Whose ids are chosen, and where the answer goes. */
struct choice {
	const struct subid_source *source;
	const char *user, *uid;
	char *answer;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static void say(const struct choice *choice,
						      const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(choice->answer, choice->size, format, arguments);
	va_end(arguments);
}

/* What libsubid takes for a number; a line that it skips may still be meant for somebody. */
static bool is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* One line "OWNER:START:COUNT"; false if it is none. */
static bool line_read(char *line, bool is_strict, char **ret_owner, struct id_range *ret_range)
{
	char *rest = line;
	const char *start, *count;

	*ret_owner = strsep(&rest, ":");
	start = strsep(&rest, ":");
	count = strsep(&rest, "\n");
	if (start == NULL || count == NULL)
		return false;
	if (is_strict && (!is_number(start) || !is_number(count)))
		return false;
	*ret_range = (struct id_range){ strtoul(start, NULL, 10), strtoul(count, NULL, 10) };
	return true;
}

static bool is_owner(const char *owner, const char *user, const char *uid)
{
	return strcmp(owner, user) == 0 || strcmp(owner, uid) == 0;
}

static int range_add(struct id_range **ranges, int count, const struct id_range *range)
{
	struct id_range *more = reallocarray(*ranges, (size_t)count + 1, sizeof(*more));

	if (more == NULL)
		return -ENOMEM;
	more[count] = *range;
	*ranges = more;
	return count + 1;
}

static int ranges_from_file(enum id_kind_number kind, const char *user, const char *uid,
			    struct id_range **ret_ranges)
{
	_cleanup_fclose_ FILE *file = host_accounts_open(id_kinds[kind].file);
	_cleanup_free_ char *line = NULL;
	size_t room = 0;
	int count = 0;

	while (file != NULL && count >= 0 && getline(&line, &room, file) >= 0) {
		struct id_range range;
		char *owner;

		if (line_read(line, true, &owner, &range) && is_owner(owner, user, uid))
			count = range_add(ret_ranges, count, &range);
	}
	return count;
}

const struct subid_source subid_source_files = { .is_files = true, .ranges_get = ranges_from_file };

/* Like libsubid: the line begins with the name, in any case, and has one word. */
static bool is_files_line(const char *line)
{
	static const char name[] = "subid:", files[] = "files";

	line += strspn(line, " \t");
	if (strncasecmp(line, name, sizeof(name) - 1) != 0)
		return true;
	line += sizeof(name) - 1;
	line += strspn(line, " \t");
	if (strncmp(line, files, sizeof(files) - 1) != 0)
		return false;
	line += sizeof(files) - 1;
	return line[strspn(line, " \t\n")] == '\0';
}

bool subid_ranges_are_in_files(void)
{
	_cleanup_fclose_ FILE *file = fopen(NSSWITCH, "re");
	_cleanup_free_ char *line = NULL;
	bool are_in_files = true;
	size_t room = 0;

	if (file == NULL)
		return errno == ENOENT;
	while (are_in_files && getline(&line, &room, file) >= 0)
		are_in_files = is_files_line(line);
	return are_in_files && ferror(file) == 0;
}

static int none_report(const struct choice *choice, const struct id_kind *kind)
{
	if (choice->source->is_files)
		say(choice,
		    "!user '%s' has no range of %d subordinate %s in '%s', give one with: "
		    "usermod %s FIRST-LAST %s",
		    choice->user, RANGE_COUNT, kind->name, kind->file, kind->option, choice->user);
	else
		say(choice,
		    "!user '%s' has no range of %d subordinate %s in the service that '" NSSWITCH
		    "' names for subid, give one there",
		    choice->user, RANGE_COUNT, kind->name);
	return -ENOENT;
}

/* The first range that is large enough. */
static int range_find(const struct choice *choice, enum id_kind_number number,
		      struct id_range *ret_range)
{
	_cleanup_free_ struct id_range *ranges = NULL;
	int count = choice->source->ranges_get(number, choice->user, choice->uid, &ranges);

	for (int i = 0; i < count; i++) {
		if (ranges[i].count < RANGE_COUNT)
			continue;
		*ret_range = ranges[i];
		return 0;
	}
	return none_report(choice, &id_kinds[number]);
}

static int range_report(const struct choice *choice, const struct id_kind *kind,
			const struct id_range *range, const char *reason, const char *other)
{
	say(choice, "!the subordinate %s %lu to %lu of '%s' %s%s", kind->name, range->start,
	    range->start + RANGE_COUNT - 1, choice->source->is_files ? kind->file : NSSWITCH,
	    reason, other);
	return -EINVAL;
}

/* Without the other's end, which may be beyond all numbers. */
static bool is_overlap(const struct id_range *range, unsigned long start, unsigned long count)
{
	return start < range->start ? count > range->start - start
				    : start - range->start < RANGE_COUNT;
}

/* A file that is not there holds nobody; one that can not be read may hold anybody. */
static int unread_report(const struct choice *choice, const char *path)
{
	if (errno == ENOENT)
		return 0;
	say(choice, "!'%s' can not be read: %s", path, strerror(errno));
	return -EIO;
}

/* Root may map whomever he likes, and often has such lines. */
static bool is_own_in(const struct choice *choice, const char *owner, const struct id_range *range)
{
	unsigned long own = strtoul(choice->uid, NULL, 10);

	return own >= range->start && own - range->start < range->count &&
	       !is_owner(owner, choice->user, choice->uid) && !is_owner(owner, "root", "0");
}

/*
 * The files are read even where another service is asked: somebody may still have got a range
 * there. The line that the range itself comes from is known by its owner; by number or by name.
 */
static int neighbours_check(const struct choice *choice, const struct id_kind *kind,
			    const struct id_range *range)
{
	_cleanup_fclose_ FILE *file = host_accounts_open(kind->file);
	_cleanup_free_ char *line = NULL;
	size_t room = 0;

	if (file == NULL)
		return unread_report(choice, kind->file);
	while (getline(&line, &room, file) >= 0) {
		struct id_range other;
		char *owner;

		if (!line_read(line, false, &owner, &other))
			continue;
		if (is_own_in(choice, owner, &other)) {
			say(choice,
			    "!the id %s of user '%s' is one of the subordinate %s of %s in '%s'",
			    choice->uid, choice->user, kind->name, owner, kind->file);
			return -EINVAL;
		}
		if (!is_overlap(range, other.start, other.count))
			continue;
		if (!is_owner(owner, choice->user, choice->uid))
			return range_report(choice, kind, range, "overlap with those of ", owner);
		if (other.start != range->start)
			return range_report(choice, kind, range, "overlap with another range of ",
					    owner);
	}
	return ferror(file) != 0 ? unread_report(choice, kind->file) : 0;
}

/*
 * A service can not list what everybody has, but may know whose an id is. Another range that is as
 * large, and no other makes a jail, covers one end of this one if it covers any of it.
 */
static int owners_check(const struct choice *choice, enum id_kind_number number,
			const struct id_range *range)
{
	const unsigned long ends[] = { range->start, range->start + RANGE_COUNT - 1 };
	unsigned long own = strtoul(choice->uid, NULL, 10);

	if (choice->source->is_of_another == NULL)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (choice->source->is_of_another(number, ends[i], own))
			return range_report(choice, &id_kinds[number], range,
					    "overlap with those of ", "another user");
	return 0;
}

#define RANGE_IS_HELD 1 /* what a visitor says then */

/* A range, and what is held against it. */
struct range_look {
	const struct choice *choice;
	const struct id_kind *kind;
	const struct id_range *range;
};

static int login_check(const struct host_user *user, void *data)
{
	const struct range_look *look = data;

	if (!is_overlap(look->range, user->uid, 1) && !is_overlap(look->range, user->gid, 1))
		return 0;
	(void)range_report(look->choice, look->kind, look->range, "hold an id of the account ",
			   user->name);
	return RANGE_IS_HELD;
}

static int group_check(const struct host_group *group, void *data)
{
	const struct range_look *look = data;

	if (!is_overlap(look->range, group->gid, 1))
		return 0;
	(void)range_report(look->choice, look->kind, look->range, "hold the id of the group ",
			   group->name);
	return RANGE_IS_HELD;
}

/* What the visit of a file means: nobody was found, somebody was and is named, or it failed. */
static int visit_outcome(const struct choice *choice, const char *path, int outcome)
{
	if (outcome >= 0)
		return outcome == RANGE_IS_HELD ? -EINVAL : 0;
	errno = -outcome;
	return unread_report(choice, path);
}

/* Nobody who can log in may be inside the range: its owner would be he. */
static int logins_check(struct range_look *look)
{
	return visit_outcome(look->choice, HOST_PASSWD,
			     host_accounts_visit_users(HOST_PASSWD, login_check, look));
}

static int groups_check(struct range_look *look)
{
	return visit_outcome(look->choice, HOST_GROUP,
			     host_accounts_visit_groups(HOST_GROUP, group_check, look));
}

static int range_check(const struct choice *choice, enum id_kind_number number,
		       const struct id_range *range)
{
	const struct id_kind *kind = &id_kinds[number];
	struct range_look look = { choice, kind, range };
	unsigned long own = strtoul(choice->uid, NULL, 10);
	int error;

	if (range->start < RANGE_FLOOR)
		return range_report(choice, kind, range, "begin below 100000", "");
	if (range->start > RANGE_LIMIT - RANGE_COUNT)
		return range_report(choice, kind, range, "end beyond the last id", "");
	if (is_overlap(range, own, 1))
		return range_report(choice, kind, range, "hold the user's own id", "");
	error = neighbours_check(choice, kind, range);
	if (error == 0)
		error = owners_check(choice, number, range);
	if (error == 0)
		error = logins_check(&look);
	return error == 0 && number == ID_KIND_GID ? groups_check(&look) : error;
}

/* libsubid of shadow 4.20 asks for the account first, and knows no range if it can not. */
static int accounts_check(const struct choice *choice)
{
	_cleanup_close_ int fd = open(HOST_PASSWD, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? unread_report(choice, HOST_PASSWD) : 0;
}

int subid_ranges_choose(const struct subid_source *source, const char *user, const char *uid,
			char *answer, size_t size)
{
	const struct choice choice = { source, user, uid, answer, size };
	struct id_range ranges[ARRAY_SIZE(id_kinds)];
	int error = accounts_check(&choice);

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(id_kinds); i++) {
		error = range_find(&choice, (enum id_kind_number)i, &ranges[i]);
		if (error == 0)
			error = range_check(&choice, (enum id_kind_number)i, &ranges[i]);
	}
	if (error == 0)
		say(&choice, "%lu %lu %d", ranges[ID_KIND_UID].start, ranges[ID_KIND_GID].start,
		    RANGE_COUNT);
	return error;
}
