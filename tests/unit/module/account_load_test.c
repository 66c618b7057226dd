/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is logging in: the machine's own root is the example that every machine has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account_load.h"

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
	struct reason doubt = { 0 }, reason = { 0 };

	(void)state;
	assert_non_null(passwd);
	assert_int_equal(pam_set_item(handle.pamh, PAM_TTY, "tty7"), PAM_SUCCESS);
	assert_int_equal(account_load(&request, handle.pamh, &doubt, &reason), 0);
	assert_string_equal(request.user, "root");
	assert_string_equal(request.home, passwd->pw_dir);
	assert_string_equal(request.shell, passwd->pw_shell);
	assert_string_equal(request.gecos, passwd->pw_gecos);
	assert_string_equal(request.service, "account");
	assert_string_equal(request.tty, "tty7");
	assert_string_equal(request.rhost, "");
	assert_int_equal(request.uid, 0);
	assert_int_equal(request.gid, passwd->pw_gid);
	/* Nobody is asked for them: a directory that hangs is none of root's business. */
	assert_int_equal(request.group_count, 0);
	assert_string_equal(doubt.text, "");
	request_clear(&request);
	handle_close(&handle);
}

static void far_hosts_have_long_names(void **state)
{
	static char name[10000];
	struct handle handle = handle_open("root");
	struct request request = { 0 };
	struct reason doubt = { 0 }, reason = { 0 };

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	assert_int_equal(pam_set_item(handle.pamh, PAM_RHOST, name), PAM_SUCCESS);
	assert_int_equal(account_load(&request, handle.pamh, &doubt, &reason), 0);
	assert_int_equal(strlen(request.rhost), 255);
	request_clear(&request);
	handle_close(&handle);
}

static void others_are_refused(void **state)
{
	static const struct {
		const char *user;
		const char *reason;
	} cases[] = {
		{ NULL, "PAM_USER is not set" },
		{ "", "the user name is not valid" },
		{ "../root", "user '../root' is not known" },
		{ "a\nb", "the user name is not valid" },
		{ "0", "user '0' is not known" },
		{ "nobody-by-that-name", "user 'nobody-by-that-name' is not known" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct handle handle = handle_open(cases[i].user);
		struct request request = { 0 };
		struct reason doubt = { 0 }, reason = { 0 };

		assert_true(account_load(&request, handle.pamh, &doubt, &reason) < 0);
		assert_string_equal(reason.text, cases[i].reason);
		request_clear(&request);
		handle_close(&handle);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_is_loaded),
		cmocka_unit_test(far_hosts_have_long_names),
		cmocka_unit_test(others_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
