/* SPDX-License-Identifier: BSD-3-Clause */
/* What is taken out of PAM's environment, and what comes in. */
#include "environment.h"

#include <security/pam_appl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reason.h"
#include "shared/cleanup.h"

static int no_conversation(int count, const struct pam_message **messages,
			   struct pam_response **responses, void *data)
{
	(void)count;
	(void)messages;
	(void)responses;
	(void)data;
	return PAM_CONV_ERR;
}

static const char *const host_names[] = {
	"XDG_RUNTIME_DIR",   "DBUS_SESSION_BUS_ADDRESS", "XDG_SESSION_ID", "XDG_SESSION_TYPE",
	"XDG_SESSION_CLASS", "XDG_SESSION_DESKTOP",	 "XDG_SEAT",	   "XDG_VTNR",
};

static int handle_make(void **state)
{
	static const struct pam_conv conversation = { .conv = no_conversation };
	pam_handle_t *pamh = NULL;
	char text[64];

	if (pam_start("other", "alice", &conversation, &pamh) != PAM_SUCCESS)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(host_names); i++) {
		(void)snprintf(text, sizeof(text), "%s=host", host_names[i]);
		(void)pam_putenv(pamh, text);
	}
	(void)pam_putenv(pamh, "LANG=C");
	*state = pamh;
	return 0;
}

static int handle_end(void **state)
{
	return pam_end(*state, PAM_SUCCESS) == PAM_SUCCESS ? 0 : -1;
}

static void the_hosts_names_go(void **state)
{
	struct reason reason = { 0 };

	assert_int_equal(environment_set(*state, 1001, false, &reason), 0);
	for (size_t i = 0; i < ARRAY_SIZE(host_names); i++)
		assert_null(pam_getenv(*state, host_names[i]));
	assert_string_equal(pam_getenv(*state, "LANG"), "C");
}

static void the_jails_directory_comes(void **state)
{
	struct reason reason = { 0 };

	assert_int_equal(environment_set(*state, 4294967294U, true, &reason), 0);
	assert_string_equal(pam_getenv(*state, "XDG_RUNTIME_DIR"), "/run/user/4294967294");
	assert_null(pam_getenv(*state, "XDG_SESSION_ID"));
}

static void nothing_to_take_is_no_fault(void **state)
{
	struct reason reason = { 0 };

	assert_int_equal(environment_set(*state, 1001, false, &reason), 0);
	assert_int_equal(environment_set(*state, 1001, false, &reason), 0);
	assert_string_equal(reason.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_hosts_names_go, handle_make, handle_end),
		cmocka_unit_test_setup_teardown(the_jails_directory_comes, handle_make, handle_end),
		cmocka_unit_test_setup_teardown(nothing_to_take_is_no_fault, handle_make,
						handle_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
