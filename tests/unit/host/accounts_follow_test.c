/* SPDX-License-Identifier: BSD-3-Clause */
/* Accounts that the tenant's root has changed follow host and base, line by line. */
#include "host/accounts_follow.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "host/accounts_record.h"
#include "shared/cleanup.h"

#define ALICE "alice:x:1001:1001:Alice:/home/alice:/bin/sh\n"

static char user[] = "alice", home[] = "/home/alice", shell[] = "/bin/sh", gecos[] = "Alice";
static char own[] = "alice", project[] = "project";
static struct request_group groups[] = { { 1001, own }, { 5001, project } };

static const struct request request = {
	.user = user,
	.uid = 1001,
	.gid = 1001,
	.home = home,
	.shell = shell,
	.gecos = gecos,
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
};

struct row {
	const char *present, *base, *wanted;
};

static void rows_check(enum accounts_which which, const struct row *rows, size_t count)
{
	struct accounts_record record = { .shell = NULL };

	assert_int_equal(accounts_record_set(&record.seen[which], "root:known:"), 0);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *text = NULL;

		assert_int_equal(accounts_follow(&text, which, rows[i].present, rows[i].base,
						 &record, &request),
				 0);
		assert_string_equal(text, rows[i].wanted);
	}
	accounts_record_clear(&record);
}

static void passwd(void **state)
{
	static const struct row rows[] = {
		{ ALICE, NULL, ALICE },
		{ "# mine\nodd line\n" ALICE, "", "# mine\nodd line\n" ALICE },
		/* without an end of its last line */
		{ "alice:x:1001:1001:Alice:/home/alice:/bin/sh", NULL, ALICE },
		/* another home; another uid; a uid of his under another name; none at all */
		{ "alice:x:1001:1001:Me:/:/bin/sh\n", NULL,
		  "alice:x:1001:1001:Me:/home/alice:/bin/sh\n" },
		{ "alice:x:0:0:::\n", NULL, "alice:*:1001:1001:Alice:/home/alice:/bin/sh\n" },
		{ "other:x:1001:1001:::\n", NULL, "alice:*:1001:1001:Alice:/home/alice:/bin/sh\n" },
		{ "", NULL, "alice:*:1001:1001:Alice:/home/alice:/bin/sh\n" },
		/* the C library skips what is blank before a name */
		{ " alice:x:0:0:::\n" ALICE, NULL,
		  "alice:*:1001:1001:Alice:/home/alice:/bin/sh\n" },
		{ ALICE "\talice:x:0:0:::\n", NULL, ALICE },
		/* the base: new and free, known, name taken, number taken, his */
		{ ALICE, "new:x:7:7:::\n", ALICE "new:x:7:7:::\n" },
		{ ALICE, "known:x:7:7:::\n", ALICE },
		{ ALICE "new:x:8:8:::\n", "new:x:7:7:::\n", ALICE "new:x:8:8:::\n" },
		{ ALICE "mine:x:7:7:::\n", "new:x:7:7:::\n", ALICE "mine:x:7:7:::\n" },
		{ ALICE, "new:x:1001:7:::\n", ALICE },
		{ ALICE, "+new::7:7:::\nshort:x:7\n", ALICE },
	};

	(void)state;
	rows_check(ACCOUNTS_PASSWD, rows, ARRAY_SIZE(rows));
}

#define GROUPS "alice:x:1001:\nproject:x:5001:alice\n"

static void group(void **state)
{
	static const struct row rows[] = {
		{ GROUPS, NULL, GROUPS },
		{ "root:x:0:alice\n" GROUPS, NULL, "root:x:0:alice\n" GROUPS },
		/* one that he is not in; one that is missing; a name that has another number */
		{ "alice:x:1001:\nproject:x:5001:\n", NULL, GROUPS },
		{ "alice:x:1001:\nhis:x:5001:bob\n", NULL,
		  "alice:x:1001:\nhis:x:5001:bob,alice\n" },
		{ "alice:x:1001:\nhis:x:5001:alicee\n", NULL,
		  "alice:x:1001:\nhis:x:5001:alicee,alice\n" },
		{ "alice:x:1001:\n", NULL, GROUPS },
		{ "project:x:9:bob\nalice:x:1001:\n", NULL, GROUPS },
		/* the base */
		{ GROUPS, "new:x:7:bob,alice\n", GROUPS "new:x:7:bob\n" },
		{ GROUPS, "project:x:7:\n", GROUPS },
		{ GROUPS, "known:x:7:\n", GROUPS },
	};

	(void)state;
	rows_check(ACCOUNTS_GROUP, rows, ARRAY_SIZE(rows));
}

static void the_names_of_a_text_are_those_of_its_entries(void **state)
{
	_cleanup_free_ char *names = NULL;

	(void)state;
	assert_int_equal(accounts_names(&names, ACCOUNTS_GROUP, "a:x:1:\nodd\n+:x:2:\nb:x:3:a\n"),
			 0);
	assert_string_equal(names, "a:b:");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwd),
		cmocka_unit_test(group),
		cmocka_unit_test(the_names_of_a_text_are_those_of_its_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
