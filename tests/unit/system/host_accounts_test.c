/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of passwd and group files, and what is none. */
#include "system/host_accounts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define FILE_PATH FIXTURE_DIRECTORY "/accounts"

static int has_user(const char *text, const char *name, uid_t uid)
{
	file_make(FILE_PATH, text, 0644);
	return host_accounts_has_user(FILE_PATH, name, uid);
}

static void users_are_found_by_name_and_uid(void)
{
	static const char text[] = "root:x:0:0:root:/root:/bin/sh\nalice:x:1001:1001::/:/bin/sh\n"
				   "alice:x:1002:1002::/:/bin/sh\nbob:x:1003:1:::";

	check_number(has_user(text, "alice", 1001), 1);
	check_number(has_user(text, "alice", 1003), 0);
	check_number(has_user(text, "bob", 1003), 1);
	check_number(has_user(text, "ali", 1001), 0);
	check_number(has_user(text, "", 0), 0);
	/* The first line of a name is the one that counts. */
	check_number(has_user(text, "alice", 1002), 0);
}

static void lines_that_are_none_are_passed_over(void)
{
	check_number(has_user("", "alice", 1), 0);
	check_number(has_user("alice\nalice:x\nalice:x:1\n", "alice", 1), 0);
	check_number(has_user("alice:x::1:\nalice:x:-1:1:\nalice:x:1 :1:\n", "alice", 1), 0);
	check_number(has_user("alice:x:1x:1:\nalice:x:4294967296:1:\n", "alice", 0), 0);
	check_number(has_user("+alice:x:1:1:\n#alice:x:1:1:\n+\n\n\nalice:x:1:1::/:\n", "alice", 1),
		     1);
}

struct seen {
	char text[1000];
};

/* What glibc's files service takes. */
static void numbers_are_those_of_the_name_service(void)
{
	check_number(has_user("alice:x: 1:1:\n", "alice", 1), 1);
	check_number(has_user("alice:x:\t1:1:\n", "alice", 1), 1);
	check_number(has_user("alice:x:+1:1:\n", "alice", 1), 1);
	check_number(has_user("alice:x:1:+1\n", "alice", 1), 1);
	check_number(has_user("alice:x:001:1:\n", "alice", 1), 1);
	check_number(has_user("alice:x:+:1:\nalice:x:0x1:1:\n", "alice", 0), 0);
}

static int note(const struct host_group *group, void *data)
{
	struct seen *seen = data;
	size_t used = strlen(seen->text);

	(void)snprintf(seen->text + used, sizeof(seen->text) - used, "%s %u %s;", group->name,
		       group->gid, group->members);
	return strcmp(group->name, "last") == 0 ? -ECANCELED : 0;
}

static void groups_are_visited_in_order(void)
{
	struct seen seen = { "" };

	file_make(FILE_PATH, "a:x:1:\n+\nb:*:2:x,y\nb:x:2:z\nc:x\nd:x:3:w\ne:x:4\nf:x: +5:v\n",
		  0644);
	check_number(host_accounts_visit_groups(FILE_PATH, note, &seen), 0);
	check_text(seen.text, "a 1 ;b 2 x,y;b 2 z;d 3 w;e 4 ;f 5 v;");
}

static int user_note(const struct host_user *user, void *data)
{
	struct seen *seen = data;
	size_t used = strlen(seen->text);

	(void)snprintf(seen->text + used, sizeof(seen->text) - used, "%s %u %u;", user->name,
		       user->uid, user->gid);
	return strcmp(user->name, "last") == 0 ? 1 : 0;
}

static void users_are_visited_in_order(void)
{
	struct seen seen = { "" };

	file_make(
		FILE_PATH,
		"a:x:1:2:A:/:/bin/sh\n+\n+b\nb:x:3:4\nc:x:5:\nd:x:6:y:::\ne:x:7\nf:x:8:9:::", 0644);
	check_number(host_accounts_visit_users(FILE_PATH, user_note, &seen), 0);
	check_text(seen.text, "a 1 2;b 3 4;f 8 9;");
	seen.text[0] = '\0';
	file_make(FILE_PATH, "a:x:1:2:::\nlast:x:3:4:::\nb:x:5:6:::\n", 0644);
	check_number(host_accounts_visit_users(FILE_PATH, user_note, &seen), 1);
	check_text(seen.text, "a 1 2;last 3 4;");
}

static void a_visitor_may_end_it(void)
{
	struct seen seen = { "" };

	file_make(FILE_PATH, "a:x:1:\nlast:x:2:\nb:x:3:\n", 0644);
	check_number(host_accounts_visit_groups(FILE_PATH, note, &seen), -ECANCELED);
	check_text(seen.text, "a 1 ;last 2 ;");
}

static void long_lines_are_whole(void)
{
	static char text[200000], name[32];
	struct seen seen = { "" };
	size_t used = (size_t)snprintf(text, sizeof(text), "big:x:7:");

	for (int i = 0; used < sizeof(text) - 100; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "member%d,", i);
	(void)snprintf(text + used, sizeof(text) - used, "zoe\nnext:x:8:\n");
	file_make(FILE_PATH, text, 0644);
	(void)snprintf(name, sizeof(name), "big 7 member0,");
	check_number(host_accounts_visit_groups(FILE_PATH, note, &seen), 0);
	check_text(seen.text, name);
}

static void members_are_whole_names(void)
{
	const struct host_group group = { "web", 33, "alice,bob,carol" };
	const struct host_group empty = { "web", 33, "" };

	check(host_group_has_member(&group, "alice"));
	check(host_group_has_member(&group, "bob"));
	check(host_group_has_member(&group, "carol"));
	check(!host_group_has_member(&group, "car"));
	check(!host_group_has_member(&group, "carola"));
	check(!host_group_has_member(&group, ""));
	check(!host_group_has_member(&empty, "alice"));
}

static void what_is_no_file_can_not_be_read(void)
{
	struct seen seen = { "" };

	check_number(host_accounts_has_user(FILE_PATH, "alice", 1), -ENOENT);
	check_number(host_accounts_has_user(FIXTURE_DIRECTORY, "alice", 1), -EINVAL);
	check_number(mkfifo(FILE_PATH, 0644), 0);
	check_number(host_accounts_has_user(FILE_PATH, "alice", 1), -EINVAL);
	check_number(host_accounts_visit_groups(FILE_PATH, note, &seen), -EINVAL);
	check_number(host_accounts_visit_users(FILE_PATH, user_note, &seen), -EINVAL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(users_are_found_by_name_and_uid),
		fixture_test(lines_that_are_none_are_passed_over),
		fixture_test(numbers_are_those_of_the_name_service),
		fixture_test(groups_are_visited_in_order),
		fixture_test(users_are_visited_in_order),
		fixture_test(a_visitor_may_end_it),
		fixture_test(long_lines_are_whole),
		fixture_test(members_are_whole_names),
		fixture_test(what_is_no_file_can_not_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
