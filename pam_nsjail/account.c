/* SPDX-License-Identifier: BSD-3-Clause */
/* The module's only questions to NSS; what it promises stands in the header. */
#include "account.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "group_names.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/home_path.h"
#include "shared/request.h"

#define LOOKUP_FIRST 1024
#define LOOKUP_MAX   (16 * 1024 * 1024) /* a directory's group with very many members */

/* Each of a directory's groups costs a question, and some bring all their members along. */
#define ASKED_MAX 64
/* Bytes of all names together, so that they fit into a message. */
#define NAMES_MAX (48 * 1024)

#define USER_NAME_MAX 255

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

static bool has_control_byte(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == '\x7f')
			return true;
	return false;
}

/* What a line of a passwd or group file could not have in its middle. */
static bool is_field(const char *text, const char *forbidden)
{
	return !has_control_byte(text) && text[strcspn(text, forbidden)] == '\0';
}

/* Whether a jail can have it is for the helper to say: it may be that no section is about him. */
static int copy_passwd(struct request *request, const struct passwd *passwd, struct reason *reason)
{
	const char *gecos = passwd->pw_gecos;

	/* The one field on which nothing hangs. */
	if (gecos == NULL || strlen(gecos) > USER_NAME_MAX || !is_field(gecos, ":"))
		gecos = "";
	request->user = strdup(passwd->pw_name);
	request->gecos = strdup(gecos);
	request->home = home_path_make(passwd->pw_dir == NULL ? "" : passwd->pw_dir);
	request->shell = strdup(passwd->pw_shell == NULL ? "" : passwd->pw_shell);
	request->uid = passwd->pw_uid;
	request->gid = passwd->pw_gid;
	if (request->user == NULL || request->gecos == NULL || request->home == NULL ||
	    request->shell == NULL)
		return reason_add(reason, ENOMEM, "no memory for the account");
	return 0;
}

/*
 * A directory may know an account by other names than its own: in another case, with a domain. It
 * goes on with the one that the account calls itself, if that is the same account and no other.
 */
static int own_name_check(const struct passwd *passwd, const char *name, struct reason *reason)
{
	_cleanup_lookup_ struct lookup lookup = { 0 };
	struct passwd own;

	if (strcmp(passwd->pw_name, name) == 0)
		return 0;
	if (passwd_find(&lookup, passwd->pw_name, &own) == 0 && own.pw_uid == passwd->pw_uid &&
	    strcmp(own.pw_name, passwd->pw_name) == 0)
		return 0;
	return reason_add(reason, 0, "user '%s' is '%s' in the account data", name,
			  passwd->pw_name);
}

int account_passwd(struct request *request, const char *name, struct reason *reason)
{
	_cleanup_lookup_ struct lookup lookup = { 0 };
	struct passwd passwd;
	int error;

	if (name[0] == '\0' || strlen(name) > USER_NAME_MAX || has_control_byte(name))
		return reason_add(reason, 0, "the user name is not valid");
	error = passwd_find(&lookup, name, &passwd);
	if (error == -ENOENT)
		return reason_add(reason, 0, "user '%s' is not known", name);
	if (error < 0)
		return reason_add(reason, -error, "user '%s' can not be looked up", name);
	error = own_name_check(&passwd, name, reason);
	if (error < 0)
		return error;
	/* (uid_t)-1 means "leave as it is" to every system call that sets ids. */
	if (passwd.pw_uid == (uid_t)-1 || passwd.pw_gid == (gid_t)-1)
		return reason_add(reason, 0, "user '%s' has an impossible uid or gid", name);
	return copy_passwd(request, &passwd, reason);
}

static int gid_compare(const void *one, const void *other)
{
	const gid_t *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

/* All gids of the account, its primary one among them, in order, in an array that is the caller's.
 * Asked once: a directory may take its time for the answer. */
static int list_gids(const struct request *request, gid_t **ret_gids, size_t *ret_count)
{
	_cleanup_free_ gid_t *gids = calloc(REQUEST_GROUPS, sizeof(*gids));
	int count = REQUEST_GROUPS;

	if (gids == NULL)
		return -ENOMEM;
	if (getgrouplist(request->user, request->gid, gids, &count) < 0)
		return -E2BIG;
	qsort(gids, (size_t)count, sizeof(*gids), gid_compare);
	*ret_count = (size_t)count;
	*ret_gids = TAKE_PTR(gids);
	return 0;
}

/* By its number alone goes a group that has no name, none that a file can hold, or members without
 * end. */
static int ask_name(struct request_group *group, struct lookup *lookup, struct reason *reason)
{
	struct group entry = { .gr_name = NULL };
	int error = group_find(lookup, group->gid, &entry);

	if (error < 0 && error != -ERANGE)
		return reason_add(reason, -error, "group %u can not be looked up", group->gid);
	if (error != 0 || !is_field(entry.gr_name, ":,"))
		return 0;
	group->name = strdup(entry.gr_name);
	return group->name == NULL ? reason_add(reason, ENOMEM, "group %u", group->gid) : 0;
}

/* Those that the host's own file does not name; the primary one in any case. */
static int ask_names(struct request *request, struct reason *reason)
{
	_cleanup_lookup_ struct lookup lookup = { 0 };
	size_t asked = 0;
	int error = 0;

	for (size_t i = 0; error == 0 && i < request->group_count; i++) {
		struct request_group *group = &request->groups[i];

		if (group->name != NULL || (asked >= ASKED_MAX && group->gid != request->gid))
			continue;
		error = ask_name(group, &lookup, reason);
		asked++;
	}
	return error;
}

/* Every group has a text, and all of them fit. */
static int name_settle(struct request_group *group, size_t *left, struct reason *reason)
{
	size_t length = group->name == NULL ? 0 : strlen(group->name);

	if (length > 0 && length <= *left) {
		*left -= length;
		return 0;
	}
	free(group->name);
	group->name = strdup("");
	return group->name == NULL ? reason_add(reason, ENOMEM, "group %u", group->gid) : 0;
}

/* The primary one's, which %g stands for, first. */
static int names_settle(struct request *request, struct reason *reason)
{
	size_t left = NAMES_MAX;
	int error = 0;

	for (size_t i = 0; error == 0 && i < request->group_count; i++)
		if (request->groups[i].gid == request->gid)
			error = name_settle(&request->groups[i], &left, reason);
	for (size_t i = 0; error == 0 && i < request->group_count; i++)
		if (request->groups[i].gid != request->gid)
			error = name_settle(&request->groups[i], &left, reason);
	return error;
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
	_cleanup_free_ gid_t *gids = NULL;
	size_t count = 0;
	int error = list_gids(request, &gids, &count);

	if (error < 0)
		return reason_add(reason, -error, "the groups of user '%s'", request->user);
	request->groups = calloc(count, sizeof(*request->groups));
	if (request->groups == NULL)
		return reason_add(reason, ENOMEM, "the groups of user '%s'", request->user);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || gids[i] != gids[i - 1])
			request->groups[request->group_count++].gid = gids[i];
	error = group_names_fill(request->groups, request->group_count);
	if (error < 0)
		(void)reason_add(reason, -error, "the groups of user '%s'", request->user);
	if (error == 0)
		error = ask_names(request, reason);
	if (error == 0)
		error = names_settle(request, reason);
	if (error < 0)
		groups_drop(request);
	return error;
}

int account_find(struct request *request, const char *name, struct reason *reason)
{
	int error = account_passwd(request, name, reason);

	return error == 0 ? account_groups(request, reason) : error;
}
