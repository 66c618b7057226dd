/* SPDX-License-Identifier: BSD-3-Clause */
/* Which names a list of services has. */
#include "plan/services.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void words(void **state)
{
	(void)state;
	assert_true(services_is_word("sshd"));
	assert_true(services_is_word("su-l"));
	assert_true(services_is_word("gdm-*"));
	assert_true(services_is_word("*"));
	assert_true(services_is_word("php-fpm@alice.service"));
	assert_false(services_is_word(""));
	assert_false(services_is_word("a*b"));
	assert_false(services_is_word("**"));
	assert_false(services_is_word("../sshd"));
	assert_false(services_is_word("ss hd"));
}

static void names(void **state)
{
	(void)state;
	assert_true(services_have("sshd login", "sshd"));
	assert_true(services_have("sshd login ", "login"));
	assert_true(services_have("sshd, login\tsu", "su"));
	assert_false(services_have("sshd login", "ssh"));
	assert_false(services_have("sshd login", "sshd2"));
	assert_false(services_have("sshd login", ""));
	assert_false(services_have("", "sshd"));
	assert_true(services_have("nsjail*", "nsjail"));
	assert_true(services_have("nsjail*", "nsjail-web"));
	assert_false(services_have("nsjail*", "nsjai"));
	assert_true(services_have("*", "anything"));
}

/* What is known to go wrong is meant only where it is named. */
static void faults(void **state)
{
	(void)state;
	assert_non_null(services_fault("dovecot"));
	assert_null(services_fault("sshd"));
	assert_false(services_have("*", "dovecot"));
	assert_false(services_have("dove*", "dovecot"));
	assert_true(services_have("* dovecot", "dovecot"));
}

static void the_tried_ones(void **state)
{
	(void)state;
	assert_true(services_have(SERVICES_TRIED, "sshd"));
	assert_true(services_have(SERVICES_TRIED, "xrdp-sesman"));
	assert_true(services_have(SERVICES_TRIED, "nsjailctl"));
	assert_false(services_have(SERVICES_TRIED, "other"));
	assert_false(services_have(SERVICES_TRIED, "samba"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(names),
		cmocka_unit_test(faults),
		cmocka_unit_test(the_tried_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
