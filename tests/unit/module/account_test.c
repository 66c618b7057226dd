/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is logging in: the machine's own root is the example that every machine has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"

#include <dlfcn.h>
#include <grp.h>
#include <pwd.h>
#include <security/pam_appl.h>
#include <string.h>
#include <sys/stat.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/request.h"

static int talk(int count, const struct pam_message **messages, struct pam_response **responses,
		void *data)
{
	(void)count;
	(void)messages;
	(void)responses;
	(void)data;
	fail_msg("the module asked the user something");
	return PAM_CONV_ERR;
}

struct handle {
	char directory[32];
	char stack[64];
	pam_handle_t *pamh;
};

static struct handle handle_open(const char *user)
{
	static const struct pam_conv conversation = { .conv = talk };
	struct handle handle = { .directory = "/tmp/account.XXXXXX" };
	_cleanup_fclose_ FILE *file = NULL;

	assert_non_null(mkdtemp(handle.directory));
	(void)snprintf(handle.stack, sizeof(handle.stack), "%s/other", handle.directory);
	file = fopen(handle.stack, "we");
	assert_non_null(file);
	assert_true(fputs("session required pam_permit.so\n", file) >= 0);
	assert_int_equal(fflush(file), 0);
	assert_int_equal(
		pam_start_confdir("account", user, &conversation, handle.directory, &handle.pamh),
		PAM_SUCCESS);
	return handle;
}

static void handle_close(struct handle *handle)
{
	(void)pam_end(handle->pamh, PAM_SUCCESS);
	(void)unlink(handle->stack);
	(void)rmdir(handle->directory);
}

static void root_is_loaded(void **state)
{
	struct handle handle = handle_open("root");
	const struct passwd *passwd = getpwnam("root");
	struct request request = { 0 };
	struct reason reason = { 0 };

	(void)state;
	assert_non_null(passwd);
	assert_int_equal(pam_set_item(handle.pamh, PAM_TTY, "tty7"), PAM_SUCCESS);
	assert_int_equal(account_load(&request, handle.pamh, &reason), 0);
	assert_string_equal(request.user, "root");
	assert_string_equal(request.home, passwd->pw_dir);
	assert_string_equal(request.shell, passwd->pw_shell);
	assert_string_equal(request.gecos, passwd->pw_gecos);
	assert_string_equal(request.service, "account");
	assert_string_equal(request.tty, "tty7");
	assert_string_equal(request.rhost, "");
	assert_int_equal(request.uid, 0);
	assert_int_equal(request.gid, passwd->pw_gid);
	request_clear(&request);
	handle_close(&handle);
}

static void the_groups_are_those_of_nss(void **state)
{
	struct handle handle = handle_open("root");
	struct request request = { 0 };
	struct reason reason = { 0 };
	bool has_primary = false;
	gid_t gids[1024];
	int count = ARRAY_SIZE(gids);

	(void)state;
	assert_int_equal(account_load(&request, handle.pamh, &reason), 0);
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
	handle_close(&handle);
}

static void far_hosts_have_long_names(void **state)
{
	static char name[10000];
	struct handle handle = handle_open("root");
	struct request request = { 0 };
	struct reason reason = { 0 };

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	assert_int_equal(pam_set_item(handle.pamh, PAM_RHOST, name), PAM_SUCCESS);
	assert_int_equal(account_load(&request, handle.pamh, &reason), 0);
	assert_int_equal(strlen(request.rhost), 255);
	request_clear(&request);
	handle_close(&handle);
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

static void others_are_refused(void **state)
{
	static const struct {
		const char *user;
		const char *reason;
	} cases[] = {
		{ NULL, "PAM_USER is not set" },
		{ "", "the user name is not valid" },
		{ "../root", "the user name is not valid" },
		{ "a\nb", "the user name is not valid" },
		{ "0", "the user name is not valid" },
		{ "nobody-by-that-name", "user 'nobody-by-that-name' is not known" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct handle handle = handle_open(cases[i].user);
		struct request request = { 0 };
		struct reason reason = { 0 };

		assert_true(account_load(&request, handle.pamh, &reason) < 0);
		assert_string_equal(reason.text, cases[i].reason);
		request_clear(&request);
		handle_close(&handle);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_is_loaded),
		cmocka_unit_test(the_groups_are_those_of_nss),
		cmocka_unit_test(far_hosts_have_long_names),
		cmocka_unit_test(odd_answers_of_a_name_service_are_refused),
		cmocka_unit_test(others_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
