/* SPDX-License-Identifier: BSD-3-Clause */
/* The module's only questions to NSS; what it promises stands in the header. */
#include "account.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/user_name.h"

#define LOOKUP_FIRST 1024
#define LOOKUP_MAX   (4 * 1024 * 1024) /* a directory's group with very many members */
#define GROUPS_FIRST 32

/* The buffer of one getpwnam_r or of a row of getgrgid_r; it only grows. */
struct lookup {
	char *buffer;
	size_t size;
};

static void lookup_clear(struct lookup *lookup)
{
	free(lookup->buffer);
}

#define _cleanup_lookup_ __attribute__((cleanup(lookup_clear)))

static int lookup_grow(struct lookup *lookup)
{
	size_t size = lookup->size == 0 ? LOOKUP_FIRST : lookup->size * 4;
	char *buffer;

	if (size > LOOKUP_MAX)
		return -ERANGE;
	buffer = realloc(lookup->buffer, size);
	if (buffer == NULL)
		return -ENOMEM;
	*lookup = (struct lookup){ buffer, size };
	return 0;
}

/* getpwnam_r(3) lists these beside 0 as "the name was not found". */
static int lookup_error(int error)
{
	switch (error) {
	case 0:
	case ENOENT:
	case ESRCH:
	case EBADF:
	case EPERM:
		return -ENOENT;
	default:
		return -error;
	}
}

static int passwd_find(struct lookup *lookup, const char *name, struct passwd *ret_passwd)
{
	struct passwd *found = NULL;
	int error = ERANGE;

	while (error == ERANGE || error == EINTR) {
		if (error == ERANGE && (error = lookup_grow(lookup)) < 0)
			return error;
		error = getpwnam_r(name, ret_passwd, lookup->buffer, lookup->size, &found);
	}
	return found == NULL ? lookup_error(error) : 0;
}

/* 0, 1 if there is none, or -errno: what else getgrgid_r(3) lists for "not found" is what services
 * say that do not answer. */
static int group_find(struct lookup *lookup, gid_t gid, struct group *ret_group)
{
	struct group *found = NULL;
	int error = lookup->buffer == NULL ? ERANGE : EINTR;

	while (error == ERANGE || error == EINTR) {
		if (error == ERANGE && (error = lookup_grow(lookup)) < 0)
			return error;
		error = getgrgid_r(gid, ret_group, lookup->buffer, lookup->size, &found);
	}
	if (found != NULL)
		return 0;
	return error == 0 ? 1 : -error;
}

/* A value that goes into a line of a passwd or group file must not end a field, or the line. */
static bool is_field(const char *value, const char *forbidden)
{
	for (const char *byte = value; *byte != '\0'; byte++)
		if ((unsigned char)*byte < ' ' || *byte == '\x7f' ||
		    strchr(forbidden, *byte) != NULL)
			return false;
	return true;
}

static int copy_field(char **ret_copy, const char *value, const char *what, struct reason *reason)
{
	if (value == NULL)
		value = "";
	if (!is_field(value, ":"))
		return reason_add(reason, 0, "%s of the account holds a ':' or a control byte",
				  what);
	*ret_copy = strdup(value);
	return *ret_copy == NULL ? reason_add(reason, ENOMEM, "%s of the account", what) : 0;
}

static int copy_passwd(struct request *request, const struct passwd *passwd, struct reason *reason)
{
	const struct {
		char **copy;
		const char *value;
		const char *what;
	} fields[] = {
		{ &request->user, passwd->pw_name, "the name" },
		{ &request->gecos, passwd->pw_gecos, "the comment" },
		{ &request->home, passwd->pw_dir, "the home" },
		{ &request->shell, passwd->pw_shell, "the shell" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		int error = copy_field(fields[i].copy, fields[i].value, fields[i].what, reason);

		if (error < 0)
			return error;
	}
	request->uid = passwd->pw_uid;
	request->gid = passwd->pw_gid;
	return 0;
}

int account_passwd(struct request *request, const char *name, struct reason *reason)
{
	_cleanup_lookup_ struct lookup lookup = { 0 };
	struct passwd passwd;
	int error = passwd_find(&lookup, name, &passwd);

	if (error == -ENOENT)
		return reason_add(reason, 0, "user '%s' is not known", name);
	if (error < 0)
		return reason_add(reason, -error, "user '%s' can not be looked up", name);
	if (strcmp(passwd.pw_name, name) != 0)
		return reason_add(reason, 0, "user '%s' is '%s' in the account data", name,
				  passwd.pw_name);
	/* (uid_t)-1 means "leave as it is" to every system call that sets ids. */
	if (passwd.pw_uid == (uid_t)-1 || passwd.pw_gid == (gid_t)-1)
		return reason_add(reason, 0, "user '%s' has an impossible uid or gid", name);
	return copy_passwd(request, &passwd, reason);
}

/* All gids of the account, its primary one among them, in an array that is the caller's. */
static int list_gids(const struct request *request, gid_t **ret_gids, size_t *ret_count)
{
	int room = GROUPS_FIRST;

	for (;;) {
		_cleanup_free_ gid_t *gids = calloc((size_t)room, sizeof(*gids));
		int count = room;

		if (gids == NULL)
			return -ENOMEM;
		if (getgrouplist(request->user, request->gid, gids, &count) >= 0) {
			*ret_count = (size_t)count;
			*ret_gids = TAKE_PTR(gids);
			return 0;
		}
		if (room >= REQUEST_GROUPS)
			return -E2BIG;
		/* An NSS module may announce a count that is too small once more. */
		room = count > room * 2 ? count : room * 2;
		room = room > REQUEST_GROUPS ? REQUEST_GROUPS : room;
	}
}

static int name_group(struct request_group *group, struct lookup *lookup, gid_t gid,
		      struct reason *reason)
{
	struct group entry = { 0 };
	int error = group_find(lookup, gid, &entry);
	const char *name = error == 1 ? "" : entry.gr_name;

	if (error < 0)
		return reason_add(reason, -error, "group %u can not be looked up", gid);
	if (!is_field(name, ":,"))
		return reason_add(reason, 0,
				  "the name of group %u holds a ':', ',' or control byte", gid);
	group->gid = gid;
	group->name = strdup(name);
	return group->name == NULL ? reason_add(reason, ENOMEM, "group %u", gid) : 0;
}

static void groups_drop(struct request *request)
{
	for (size_t i = 0; i < request->group_count; i++)
		free(request->groups[i].name);
	free(request->groups);
	request->groups = NULL;
	request->group_count = 0;
}

int account_groups(struct request *request, struct reason *reason)
{
	_cleanup_lookup_ struct lookup lookup = { 0 };
	_cleanup_free_ gid_t *gids = NULL;
	size_t count = 0;
	int error = list_gids(request, &gids, &count);

	if (error < 0)
		return reason_add(reason, -error, "the groups of user '%s'", request->user);
	request->groups = calloc(count, sizeof(*request->groups));
	if (request->groups == NULL)
		return reason_add(reason, ENOMEM, "the groups of user '%s'", request->user);
	for (size_t i = 0; error == 0 && i < count; i++) {
		request->group_count++;
		error = name_group(&request->groups[i], &lookup, gids[i], reason);
	}
	if (error < 0)
		groups_drop(request);
	return error;
}

int account_find(struct request *request, const char *name, struct reason *reason)
{
	int error;

	if (!user_name_is_valid(name))
		return reason_add(reason, 0, "the user name is not valid");
	error = account_passwd(request, name, reason);
	return error == 0 ? account_groups(request, reason) : error;
}
