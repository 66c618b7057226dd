/* SPDX-License-Identifier: BSD-3-Clause */
/* The application's locale goes and comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "caller_locale.h"

#include <langinfo.h>
#include <string.h>

static void need_locale(const char *name)
{
	if (setlocale(LC_ALL, name) != NULL)
		return;
	print_message("skipped: no locale %s\n", name);
	skip();
}

static void away_and_back(void **state)
{
	locale_t kept = (locale_t)0;

	(void)state;
	need_locale("C.UTF-8");
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
	assert_int_equal(caller_locale_leave(&kept), 0);
	assert_string_equal(nl_langinfo(CODESET), "ANSI_X3.4-1968");
	caller_locale_restore(&kept);
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
	assert_true(kept == (locale_t)0);
}

static void a_locale_of_the_thread_comes_back(void **state)
{
	locale_t kept = (locale_t)0;
	locale_t own;

	(void)state;
	need_locale("C.UTF-8");
	own = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
	(void)uselocale(own);
	assert_int_equal(caller_locale_leave(&kept), 0);
	assert_true(kept == own);
	caller_locale_restore(&kept);
	assert_true(uselocale((locale_t)0) == own);
	(void)uselocale(LC_GLOBAL_LOCALE);
	freelocale(own);
}

static void what_was_not_left_stays(void **state)
{
	locale_t kept = (locale_t)0;

	(void)state;
	need_locale("C.UTF-8");
	caller_locale_restore(&kept);
	assert_string_equal(nl_langinfo(CODESET), "UTF-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(away_and_back),
		cmocka_unit_test(a_locale_of_the_thread_comes_back),
		cmocka_unit_test(what_was_not_left_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
