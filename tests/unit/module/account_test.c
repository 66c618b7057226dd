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

		assert_int_equal(request.groups[i].gid, gids[i]);
		assert_string_equal(request.groups[i].name, group == NULL ? "" : group->gr_name);
		has_primary |= request.groups[i].gid == request.gid;
	}
	assert_true(has_primary);
	request_clear(&request);
}

/* What a name service that is down may say of a number; nothing, while it is 0. */
static int error_of_groups;

/* In the place of the C library's. */
int getgrgid_r(gid_t gid, struct group *group, char *buffer, size_t size, struct group **ret_found)
{
	static int (*real)(gid_t, struct group *, char *, size_t, struct group **);

	if (error_of_groups != 0) {
		*ret_found = NULL;
		return error_of_groups;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getgrgid_r");
	return real(gid, group, buffer, size, ret_found);
}

static void what_is_down_has_not_found_nothing(void **state)
{
	static const int errors[] = { ENOENT, ESRCH, EAGAIN, ECONNREFUSED, EIO };

	(void)state;
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
}

/* What a name service module may say of alice; nothing, while it is NULL. */
static struct passwd *answer_of_nss;

/* In the place of the C library's. */
int getpwnam_r(const char *name, struct passwd *passwd, char *buffer, size_t size,
	       struct passwd **ret_found)
{
	static int (*real)(const char *, struct passwd *, char *, size_t, struct passwd **);

	if (answer_of_nss != NULL) {
		*passwd = *answer_of_nss;
		*ret_found = passwd;
		return 0;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "getpwnam_r");
	return real(name, passwd, buffer, size, ret_found);
}

#define FIELD(what) "the " what " of the account holds a ':' or a control byte"

static void odd_answers_of_a_name_service_are_refused(void **state)
{
	static const struct {
		const char *name, *gecos, *home, *shell;
		uid_t uid;
		gid_t gid;
		const char *reason;
	} cases[] = {
		{ "bob", "", "/", "/s", 1, 1, "user 'alice' is 'bob' in the account data" },
		{ "Alice", "", "/", "/s", 1, 1, "user 'alice' is 'Alice' in the account data" },
		{ "", "", "/", "/s", 1, 1, "user 'alice' is '' in the account data" },
		{ "alice", "", "/", "/s", -1U, 1, "user 'alice' has an impossible uid or gid" },
		{ "alice", "", "/", "/s", 1, -1U, "user 'alice' has an impossible uid or gid" },
		{ "alice", "a\nroot::0:0", "/", "/s", 1, 1, FIELD("comment") },
		{ "alice", "a:b", "/", "/s", 1, 1, FIELD("comment") },
		{ "alice", "", "/home\nroot::0:0", "/s", 1, 1, FIELD("home") },
		{ "alice", "", "/home:/x", "/s", 1, 1, FIELD("home") },
		{ "alice", "", "/home\x1b[2J", "/s", 1, 1, FIELD("home") },
		{ "alice", "", "/", "/bin/sh\nroot::0:0", 1, 1, FIELD("shell") },
		{ "alice", "", "/", "/bin/sh:", 1, 1, FIELD("shell") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct passwd passwd = { .pw_name = strdup(cases[i].name),
					 .pw_gecos = strdup(cases[i].gecos),
					 .pw_dir = strdup(cases[i].home),
					 .pw_shell = strdup(cases[i].shell),
					 .pw_uid = cases[i].uid,
					 .pw_gid = cases[i].gid };
		struct request request = { 0 };
		struct reason reason = { 0 };

		answer_of_nss = &passwd;
		assert_true(account_find(&request, "alice", &reason) < 0);
		answer_of_nss = NULL;
		assert_string_equal(reason.text, cases[i].reason);
		request_clear(&request);
		free(passwd.pw_name);
		free(passwd.pw_gecos);
		free(passwd.pw_dir);
		free(passwd.pw_shell);
	}
}

static void unknown_names_are_refused(void **state)
{
	struct request request = { 0 };
	struct reason reason = { 0 };

	(void)state;
	assert_true(account_find(&request, "../root", &reason) < 0);
	assert_string_equal(reason.text, "the user name is not valid");
	request_clear(&request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_groups_are_those_of_nss),
		cmocka_unit_test(what_is_down_has_not_found_nothing),
		cmocka_unit_test(odd_answers_of_a_name_service_are_refused),
		cmocka_unit_test(unknown_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
