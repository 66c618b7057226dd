/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * passwd and group as a tenant's root leaves them, and a base: whatever they say, the C library
 * finds the user with the host's ids and home, and in his groups. The first byte of an input says
 * which of the two files it is; NUL bytes part the tenant's text, the base and the record's names.
 */
#include "fuzz.h"

#include <grp.h>
#include <pwd.h>

#include "host/accounts_follow.h"
#include "host/accounts_record.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define UID   1001
#define GID   1001
#define OTHER 5001

static char user[] = "alice", home[] = "/home/alice", shell[] = "/bin/sh", gecos[] = "Alice";
static char own[] = "alice", project[] = "project";
static struct request_group groups[] = { { GID, own }, { OTHER, project } };

static const struct request request = {
	.user = user,
	.uid = UID,
	.gid = GID,
	.home = home,
	.shell = shell,
	.gecos = gecos,
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
};

static FILE *text_open(char *text)
{
	FILE *file = fmemopen(text, strlen(text), "r");

	expect(file != NULL);
	return file;
}

/* As getpwnam(3) has it: the first of the name counts. */
static void expect_user(char *text)
{
	_cleanup_fclose_ FILE *file = text_open(text);
	const struct passwd *found;

	while ((found = fgetpwent(file)) != NULL && strcmp(found->pw_name, user) != 0)
		continue;
	expect(found != NULL && found->pw_uid == UID && found->pw_gid == GID);
	expect(strcmp(found->pw_dir, home) == 0);
}

static bool has_member(const struct group *group)
{
	for (char **member = group->gr_mem; *member != NULL; member++)
		if (strcmp(*member, user) == 0)
			return true;
	return false;
}

/* As initgroups(3) has it: any of the number counts. */
static void expect_member(char *text)
{
	_cleanup_fclose_ FILE *file = text_open(text);
	const struct group *found;

	while ((found = fgetgrent(file)) != NULL && (found->gr_gid != OTHER || !has_member(found)))
		continue;
	expect(found != NULL);
}

static void expect_file(enum accounts_which which, char *text)
{
	if (which == ACCOUNTS_PASSWD)
		expect_user(text);
	else
		expect_member(text);
}

static char *follow(enum accounts_which which, const char *present, const char *base,
		    const struct accounts_record *record)
{
	char *text = NULL;

	expect(accounts_follow(&text, which, present, base, record, &request) == 0);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { data, size };
	enum accounts_which which = (fuzz_byte(&input) & 1) != 0 ? ACCOUNTS_GROUP : ACCOUNTS_PASSWD;
	_cleanup_free_ char *present = fuzz_string(&input), *base = fuzz_string(&input);
	_cleanup_free_ char *text = NULL, *again = NULL;
	struct accounts_record record = { .shell = shell };

	record.seen[which] = fuzz_string(&input);
	text = follow(which, present, base, &record);
	expect_file(which, text);
	/* The next login finds nothing more to do. */
	again = follow(which, text, NULL, &record);
	expect(strcmp(again, text) == 0);
	free(record.seen[which]);
	return 0;
}
