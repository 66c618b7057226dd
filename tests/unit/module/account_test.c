/* SPDX-License-Identifier: BSD-3-Clause */
/* An account: the machine's own root is the example that every machine has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"

#include <dlfcn.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

static void the_groups_are_those_of_nss(void **state)
{
	struct request request = { 0 };
	struct reason reason = { 0 };
	bool has_primary = false;
	gid_t gids[1024];
	int count = ARRAY_SIZE(gids);

	(void)state;
	assert_int_equal(account_find(&request, "root", &reason), 0);
	assert_true(getgrouplist("root", request.gid, gids, &count) > 0);
	assert_int_equal(request.group_count, count);
	for (size_t i = 0; i < request.group_count; i++) {
		const struct group *group = getgrgid(request.groups[i].gid);

		assert_true(i == 0 || request.groups[i].gid > request.groups[i - 1].gid);
		assert_string_equal(request.groups[i].name, group == NULL ? "" : group->gr_name);
		has_primary |= request.groups[i].gid == request.gid;
	}
	assert_true(has_primary);
	request_clear(&request);
}

/* Groups of a directory beside, by their numbers from 3000000 on; and how often it was asked. */
#define FAR_GROUPS 3000000U
static int far_groups, asked;

/* In the place of the C library's. */
int getgrouplist(const char *user, gid_t gid, gid_t *groups, int *count)
{
	static int (*real)(const char *, gid_t, gid_t *, int *);
	int room = *count;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getgrouplist");
	if (real(user, gid, groups, count) < 0 || *count + far_groups > room)
		return -1;
	for (int i = 0; i < far_groups; i++)
		groups[(*count)++] = FAR_GROUPS + (gid_t)(far_groups - i - 1);
	return *count;
}

/* What a name service that is down may say of a number; nothing, while it is 0. */
static int error_of_groups;

/* What the directory calls its groups; NULL: by their numbers, in a hundred letters. */
static const char *name_of_groups;

/* In the place of the C library's. */
int getgrgid_r(gid_t gid, struct group *group, char *buffer, size_t size, struct group **ret_found)
{
	static int (*real)(gid_t, struct group *, char *, size_t, struct group **);

	if (error_of_groups != 0) {
		*ret_found = NULL;
		return error_of_groups;
	}
	if (gid >= FAR_GROUPS) {
		asked++;
		if (name_of_groups != NULL)
			(void)snprintf(buffer, size, "%s", name_of_groups);
		else
			(void)snprintf(buffer, size, "group-%094u", gid);
		*group = (struct group){ .gr_name = buffer, .gr_gid = gid };
		*ret_found = group;
		return 0;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getgrgid_r");
	return real(gid, group, buffer, size, ret_found);
}

static void what_is_down_has_not_found_nothing(void **state)
{
	static const int errors[] = { ENOENT, ESRCH, EAGAIN, ECONNREFUSED, EIO };

	(void)state;
	far_groups = 1;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		struct request request = { 0 };
		struct reason reason = { 0 };

		error_of_groups = errors[i];
		assert_int_equal(account_find(&request, "root", &reason), -errors[i]);
		error_of_groups = 0;
		assert_non_null(strstr(reason.text, "can not be looked up"));
		assert_int_equal(request.group_count, 0);
		request_clear(&request);
	}
	far_groups = 0;
}

static void find_root(struct request *ret_request)
{
	struct reason reason = { 0 };

	*ret_request = (struct request){ 0 };
	asked = 0;
	if (account_find(ret_request, "root", &reason) != 0)
		fail_msg("%s", reason.text);
}

/* The last group, which is a directory's. */
static const char *last_name(const struct request *request)
{
	return request->groups[request->group_count - 1].name;
}

static void a_name_that_no_file_can_hold_is_none(void **state)
{
	static const char *const names[] = { "all, of them", "a:b", "a\nroot::0:", "" };
	struct request request;

	(void)state;
	far_groups = 1;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		name_of_groups = names[i];
		find_root(&request);
		assert_string_equal(last_name(&request), "");
		request_clear(&request);
	}
	name_of_groups = "EXAMPLE\\domain users";
	find_root(&request);
	assert_string_equal(last_name(&request), name_of_groups);
	request_clear(&request);
	name_of_groups = NULL;
	far_groups = 0;
}

static void a_group_with_members_without_end_has_no_name(void **state)
{
	struct request request;

	(void)state;
	far_groups = 1;
	error_of_groups = ERANGE;
	find_root(&request);
	assert_string_equal(last_name(&request), "");
	error_of_groups = far_groups = 0;
	request_clear(&request);
}

/* Few questions, and a message that fits: the rest go by their numbers. */
static void many_groups_are_few_questions(void **state)
{
	static uint8_t buffer[MESSAGE_MAX];
	struct request request;
	size_t named = 0;

	(void)state;
	far_groups = 1500;
	find_root(&request);
	assert_true(asked > 0 && asked <= 64);
	for (size_t i = 0; i < request.group_count; i++)
		named += request.groups[i].gid >= FAR_GROUPS && request.groups[i].name[0] != '\0';
	assert_int_equal(named, asked);
	request.config_path = strdup("/c");
	request.service = strdup("");
	request.tty = strdup("");
	request.rhost = strdup("");
	assert_true(request_encode(&request, buffer, sizeof(buffer)) > 0);
	request_clear(&request);
	far_groups = 0;
}

/* What a name service module may say of alice; nothing, while it is NULL. */
static struct passwd *answer_of_nss;
static int answers_left = -1; /* or without end */

/* In the place of the C library's. */
int getpwnam_r(const char *name, struct passwd *passwd, char *buffer, size_t size,
	       struct passwd **ret_found)
{
	static int (*real)(const char *, struct passwd *, char *, size_t, struct passwd **);

	if (answer_of_nss != NULL && answers_left != 0) {
		answers_left -= answers_left > 0;
		*passwd = *answer_of_nss;
		*ret_found = passwd;
		return 0;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getpwnam_r");
	return real(name, passwd, buffer, size, ret_found);
}

static struct passwd passwd_of(const char *name, const char *gecos, const char *home)
{
	static char texts[3][64], shell[] = "/bin/sh:";

	(void)snprintf(texts[0], sizeof(texts[0]), "%s", name);
	(void)snprintf(texts[1], sizeof(texts[1]), "%s", gecos);
	(void)snprintf(texts[2], sizeof(texts[2]), "%s", home);
	return (struct passwd){ .pw_name = texts[0],
				.pw_gecos = texts[1],
				.pw_dir = texts[2],
				.pw_shell = shell,
				.pw_uid = 1,
				.pw_gid = 1 };
}

/* What a jail could not have is for the helper to refuse, if there is to be one. */
static void odd_accounts_are_passed_on(void **state)
{
	static const struct {
		const char *gecos, *home, *found_gecos, *found_home;
	} cases[] = {
		{ "Alice, room 7", "/home/alice", "Alice, room 7", "/home/alice" },
		{ "a:b", "/home:/x", "", "/home:/x" },
		{ "a\nroot::0:0", "/home\nroot::0:0", "", "/home\nroot::0:0" },
		{ "", "/home/alice/", "", "/home/alice" },
		{ "", "//home//./alice/.", "", "/home/alice" },
		{ "", "/./", "", "/" },
		{ "", "/home/../x/", "", "/home/../x" },
		{ "", "relative/", "", "relative/" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct passwd passwd = passwd_of("alice", cases[i].gecos, cases[i].home);
		struct request request = { 0 };
		struct reason reason = { 0 };

		answer_of_nss = &passwd;
		assert_int_equal(account_passwd(&request, "alice", &reason), 0);
		answer_of_nss = NULL;
		assert_string_equal(request.gecos, cases[i].found_gecos);
		assert_string_equal(request.home, cases[i].found_home);
		assert_string_equal(request.shell, "/bin/sh:");
		request_clear(&request);
	}
}

static void an_account_has_the_name_that_it_calls_itself(void **state)
{
	static const char *const typed[] = { "ALICE", "alice@example.test", "EXAMPLE\\alice" };
	struct passwd passwd = passwd_of("alice", "", "/");
	struct request request = { 0 };
	struct reason reason = { 0 };

	(void)state;
	answer_of_nss = &passwd;
	for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
		assert_int_equal(account_passwd(&request, typed[i], &reason), 0);
		assert_string_equal(request.user, "alice");
		request_clear(&request);
	}
	passwd.pw_uid = (uid_t)-1;
	assert_true(account_passwd(&request, "alice", &reason) < 0);
	assert_string_equal(reason.text, "user 'alice' has an impossible uid or gid");
	answer_of_nss = NULL;
	request_clear(&request);
}

/* The directory does not know it by that name, or means another account by it. */
static void a_name_of_nobodys_is_refused(void **state)
{
	struct passwd passwd = passwd_of("root", "", "/");
	struct request request = { 0 };
	struct reason reason = { 0 };

	(void)state;
	answer_of_nss = &passwd;
	answers_left = 1;
	assert_true(account_passwd(&request, "alice", &reason) < 0);
	answer_of_nss = NULL;
	answers_left = -1;
	assert_string_equal(reason.text, "user 'alice' is 'root' in the account data");
	request_clear(&request);
}

static void unknown_names_are_refused(void **state)
{
	static const struct {
		const char *name, *reason;
	} cases[] = {
		{ "../root", "user '../root' is not known" },
		{ "", "the user name is not valid" },
		{ "a\nb", "the user name is not valid" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct request request = { 0 };
		struct reason reason = { 0 };

		assert_true(account_find(&request, cases[i].name, &reason) < 0);
		assert_string_equal(reason.text, cases[i].reason);
		request_clear(&request);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_groups_are_those_of_nss),
		cmocka_unit_test(what_is_down_has_not_found_nothing),
		cmocka_unit_test(a_name_that_no_file_can_hold_is_none),
		cmocka_unit_test(a_group_with_members_without_end_has_no_name),
		cmocka_unit_test(many_groups_are_few_questions),
		cmocka_unit_test(odd_accounts_are_passed_on),
		cmocka_unit_test(an_account_has_the_name_that_it_calls_itself),
		cmocka_unit_test(a_name_of_nobodys_is_refused),
		cmocka_unit_test(unknown_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
