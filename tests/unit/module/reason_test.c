/* SPDX-License-Identifier: BSD-3-Clause */
/* Reasons of a refusal: joined, with what errno means, never longer than their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reason.h"

#include <errno.h>
#include <string.h>

static void reasons_are_joined(void **state)
{
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(reason_add(&reason, ENOENT, "file '%s'", "x"), -ENOENT);
	assert_int_equal(reason_add(&reason, 0, "word %d", 2), -EINVAL);
	assert_string_equal(reason.text, "file 'x': No such file or directory; word 2");
}

static void unknown_numbers_have_a_text(void **state)
{
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(reason_add(&reason, 99999, "x"), -99999);
	assert_string_equal(reason.text, "x: unknown error");
}

static void long_reasons_are_cut(void **state)
{
	static char text[2 * REASON_MAX];
	struct {
		struct reason reason;
		char guard;
	} place = { .guard = 'g' };

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(reason_add(&place.reason, EPERM, "%s", text), -EPERM);
	assert_int_equal(reason_add(&place.reason, EPERM, "%s", text), -EPERM);
	assert_int_equal(strlen(place.reason.text), REASON_MAX - 1);
	assert_int_equal(place.guard, 'g');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_are_joined),
		cmocka_unit_test(unknown_numbers_have_a_text),
		cmocka_unit_test(long_reasons_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
