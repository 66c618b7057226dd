/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/accounts_follow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "host/accounts_file.h"
#include "host/accounts_line.h"
#include "host/accounts_record.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* Sorted, for many to be looked up. */
struct taken {
	size_t count;
	char **names; /* in somebody else's text */
	uint32_t *ids;
};

struct follow {
	FILE *output;
	enum accounts_which which;
	const struct accounts_record *record;
	const struct request *request;
	bool has_user;		      /* passwd: his line is there, with his ids */
	struct request_group *groups; /* group: his, less those that were met */
	size_t group_count;
};

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int id_compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return left < right ? -1 : left > right;
}

static void taken_clear(struct taken *taken)
{
	free(taken->names);
	free(taken->ids);
}

#define _cleanup_taken_ __attribute__((cleanup(taken_clear)))

static size_t count_of(const char *text, char byte)
{
	size_t count = 1;

	for (; *text != '\0'; text++)
		count += *text == byte;
	return count;
}

static int taken_make(struct taken *ret_taken, size_t most)
{
	ret_taken->names = calloc(most, sizeof(*ret_taken->names));
	ret_taken->ids = calloc(most, sizeof(*ret_taken->ids));
	return ret_taken->names == NULL || ret_taken->ids == NULL ? -ENOMEM : 0;
}

static void taken_sort(struct taken *taken)
{
	qsort(taken->names, taken->count, sizeof(*taken->names), name_compare);
	qsort(taken->ids, taken->count, sizeof(*taken->ids), id_compare);
}

/* Of the entries of a text, which is cut up. */
static int taken_of_entries(struct taken *ret_taken, enum accounts_which which, char *text)
{
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	char *line;
	int error = taken_make(ret_taken, count_of(text, '\n'));

	while (error == 0 && (line = strsep(&text, "\n")) != NULL)
		if (accounts_line_take(line, accounts_field_count(which), fields,
				       &ret_taken->ids[ret_taken->count]))
			ret_taken->names[ret_taken->count++] = fields[ACCOUNTS_NAME];
	if (error == 0)
		taken_sort(ret_taken);
	return error;
}

/* Of a list of names with ':' behind each, which is cut up. */
static int taken_of_names(struct taken *ret_taken, char *list)
{
	char *name;
	int error = taken_make(ret_taken, count_of(list, ':'));

	while (error == 0 && (name = strsep(&list, ":")) != NULL)
		ret_taken->names[ret_taken->count++] = name;
	if (error == 0)
		taken_sort(ret_taken);
	return error;
}

static bool has_name(const struct taken *taken, const char *name)
{
	return taken->count > 0 && bsearch(&name, taken->names, taken->count, sizeof(*taken->names),
					   name_compare) != NULL;
}

static bool has_id(const struct taken *taken, uint32_t id)
{
	return taken->count > 0 &&
	       bsearch(&id, taken->ids, taken->count, sizeof(*taken->ids), id_compare) != NULL;
}

/* As the C library reads it, which skips what is blank before a name. */
static bool is_named(const char *line, const char *user)
{
	size_t length = strlen(user);

	while (isspace((unsigned char)*line))
		line++;
	return strncmp(line, user, length) == 0 && line[length] == ':';
}

static bool is_of_user(char **fields, uint32_t uid, const struct request *request)
{
	uint32_t gid;

	return uid == request->uid && accounts_id_parse(fields[PASSWD_GID], &gid) &&
	       gid == request->gid;
}

/* A shell that is not the one that the host gave him then is his own choice (chsh(1)). */
static const char *shell_of(const struct follow *follow, const char *present)
{
	const char *given = follow->record->shell;

	return given != NULL && strcmp(given, present) == 0 ? follow->request->shell : present;
}

static void own_line_write(struct follow *follow, char **fields)
{
	(void)fprintf(follow->output, "%s:%s:%u:%u:%s:%s:%s\n", follow->request->user,
		      fields[PASSWD_PASSWORD], follow->request->uid, follow->request->gid,
		      fields[PASSWD_GECOS], follow->request->home,
		      shell_of(follow, fields[PASSWD_SHELL]));
}

/* copy is cut up. Once his line was written, another one of his name is none. */
static void passwd_line(struct follow *follow, const char *line, char *copy)
{
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	const struct request *request = follow->request;
	uint32_t uid = 0;
	bool is_entry = accounts_line_take(copy, PASSWD_FIELDS, fields, &uid);

	if (is_named(line, request->user)) {
		if (is_entry && !follow->has_user && is_of_user(fields, uid, request)) {
			own_line_write(follow, fields);
			follow->has_user = true;
		}
		return;
	}
	(void)fprintf(follow->output, "%s\n", line);
}

static bool is_member(const char *members, const char *user)
{
	size_t length = strlen(user);

	for (const char *member = members; member != NULL; member = strchr(member, ',')) {
		member += *member == ',';
		member += strspn(member, " ");
		if (strncmp(member, user, length) == 0 &&
		    (member[length] == ',' || member[length] == '\0'))
			return true;
	}
	return false;
}

/* Takes the group with this number out of those that are still to be met. */
static bool group_meet(struct follow *follow, uint32_t gid)
{
	for (size_t i = 0; i < follow->group_count; i++)
		if (follow->groups[i].gid == gid) {
			follow->groups[i] = follow->groups[--follow->group_count];
			return true;
		}
	return false;
}

static bool is_name_of_group(const struct follow *follow, const char *name)
{
	for (size_t i = 0; i < follow->group_count; i++)
		if (accounts_is_group(&follow->groups[i], name))
			return true;
	return false;
}

/* A line of one of his groups, which he is in afterwards. */
static void own_group_write(struct follow *follow, const char *line, const char *members)
{
	const struct request *request = follow->request;

	(void)fprintf(follow->output, "%s%s%s\n", line, members[0] == '\0' ? "" : ",",
		      request->user);
}

static bool has_him(const struct follow *follow, uint32_t gid, const char *members)
{
	return gid == follow->request->gid || is_member(members, follow->request->user);
}

/* What no group of his is stays, unless it has the name of one. */
static void group_line(struct follow *follow, const char *line, char *copy)
{
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	uint32_t gid = 0;
	bool is_entry = accounts_line_take(copy, GROUP_FIELDS, fields, &gid);
	bool is_his = is_entry && group_meet(follow, gid);

	if (is_his && !has_him(follow, gid, fields[GROUP_MEMBERS]))
		own_group_write(follow, line, fields[GROUP_MEMBERS]);
	else if (is_his || !is_entry || !is_name_of_group(follow, fields[GROUP_NAME]))
		(void)fprintf(follow->output, "%s\n", line);
}

static int lines_follow(struct follow *follow, const char *present)
{
	_cleanup_free_ char *text = strdup(present), *copy = strdup(present);
	char *rest = text, *copy_rest = copy, *line, *copy_line;

	if (text == NULL || copy == NULL)
		return -ENOMEM;
	while ((line = strsep(&rest, "\n")) != NULL) {
		copy_line = strsep(&copy_rest, "\n");
		if (rest == NULL && line[0] == '\0')
			break;
		if (follow->which == ACCOUNTS_PASSWD)
			passwd_line(follow, line, copy_line);
		else
			group_line(follow, line, copy_line);
	}
	return 0;
}

static void base_lines_write(struct follow *follow, char *base, const struct taken *present,
			     const struct taken *seen)
{
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	size_t field_count = accounts_field_count(follow->which);
	uint32_t id = 0;
	char *line;

	while ((line = strsep(&base, "\n")) != NULL)
		if (accounts_line_take(line, field_count, fields, &id) &&
		    !has_name(present, fields[ACCOUNTS_NAME]) && !has_id(present, id) &&
		    !has_name(seen, fields[ACCOUNTS_NAME]))
			accounts_entry_write(follow->output, follow->which, fields,
					     follow->request);
}

static int base_follow(struct follow *follow, const char *present, const char *base)
{
	const char *known = follow->record->seen[follow->which];
	_cleanup_free_ char *text = strdup(base), *present_text = strdup(present);
	_cleanup_free_ char *seen_text = strdup(known == NULL ? "" : known);
	_cleanup_taken_ struct taken taken = { 0 }, seen = { 0 };

	if (text == NULL || present_text == NULL || seen_text == NULL ||
	    taken_of_entries(&taken, follow->which, present_text) < 0 ||
	    taken_of_names(&seen, seen_text) < 0)
		return -ENOMEM;
	base_lines_write(follow, text, &taken, &seen);
	return 0;
}

/* Without his line, another one with his uid would be taken for it. */
static bool is_passwd_with_user(const char *present, const struct request *request)
{
	_cleanup_free_ char *copy = strdup(present);
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	char *rest = copy, *line;
	uint32_t uid = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (!is_named(line, request->user))
			continue;
		return accounts_line_take(line, PASSWD_FIELDS, fields, &uid) &&
		       is_of_user(fields, uid, request);
	}
	return false;
}

/* The text to go on from, which has his line; the caller's. */
static int passwd_prepare(char **ret_text, const char *present, const struct request *request)
{
	char *copy = strdup(present);
	int error;

	if (copy == NULL)
		return -ENOMEM;
	if (is_passwd_with_user(present, request)) {
		*ret_text = copy;
		return 0;
	}
	error = accounts_text_merge(ret_text, ACCOUNTS_PASSWD, copy, request);
	free(copy);
	return error;
}

static int text_follow(char **ret_text, struct follow *follow, const char *present,
		       const char *base)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int error;

	follow->output = open_memstream(&text, &size);
	if (follow->output == NULL)
		return -ENOMEM;
	error = lines_follow(follow, present);
	for (size_t i = 0; i < follow->group_count; i++)
		accounts_group_write(follow->output, &follow->groups[i], follow->request->user);
	if (error == 0 && base != NULL)
		error = base_follow(follow, present, base);
	if (accounts_file_close(follow->output) < 0 || error < 0)
		return -ENOMEM;
	*ret_text = TAKE_PTR(text);
	return 0;
}

int accounts_follow(char **ret_text, enum accounts_which which, const char *present,
		    const char *base, const struct accounts_record *record,
		    const struct request *request)
{
	_cleanup_free_ struct request_group *groups =
		calloc(request->group_count + 1, sizeof(*groups));
	struct follow follow = { .which = which, .record = record, .request = request };
	_cleanup_free_ char *complete = NULL;
	int error = groups == NULL ? -ENOMEM : 0;

	if (error == 0 && which == ACCOUNTS_PASSWD)
		error = passwd_prepare(&complete, present, request);
	if (error < 0)
		return error;
	follow.groups = groups;
	if (which == ACCOUNTS_GROUP)
		follow.group_count = accounts_groups_list(groups, request);
	return text_follow(ret_text, &follow, complete == NULL ? present : complete, base);
}

int accounts_names(char **ret_names, enum accounts_which which, const char *text)
{
	_cleanup_free_ char *copy = strdup(text);
	char *fields[ACCOUNTS_FIELDS_MAX + 1];
	char *rest = copy, *line;
	size_t size = 0;
	uint32_t id = 0;
	FILE *output = copy == NULL ? NULL : open_memstream(ret_names, &size);

	if (output == NULL)
		return -ENOMEM;
	while ((line = strsep(&rest, "\n")) != NULL)
		if (accounts_line_take(line, accounts_field_count(which), fields, &id))
			(void)fprintf(output, "%s:", fields[ACCOUNTS_NAME]);
	return accounts_file_close(output);
}
