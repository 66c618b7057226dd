/* SPDX-License-Identifier: BSD-3-Clause */
/* The expansion of tokens, once and never twice. */
#include "config/tokens.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static const struct tokens alice = {
	.user = "alice",
	.uid = 4294967294U,
	.group = "staff",
	.home = "/home/alice",
};

static void expect(const char *template, const struct tokens *tokens, const char *expected)
{
	_cleanup_free_ char *text = NULL;
	const char *reason = NULL;

	assert_int_equal(tokens_expand(&text, template, tokens, &reason), 0);
	assert_string_equal(text, expected);
	assert_null(reason);
}

static void refuse(const char *template, const struct tokens *tokens, int error, const char *wanted)
{
	char untouched[] = "untouched";
	char *text = untouched;
	const char *reason = NULL;

	assert_int_equal(tokens_expand(&text, template, tokens, &reason), error);
	assert_non_null(strstr(reason, wanted));
	assert_ptr_equal(text, untouched);
}

static void expands_each(void **state)
{
	(void)state;
	expect("", &alice, "");
	expect("/srv", &alice, "/srv");
	expect("%u", &alice, "alice");
	expect("%U", &alice, "4294967294");
	expect("%g", &alice, "staff");
	expect("%h", &alice, "/home/alice");
	expect("%%", &alice, "%");
	expect("/a%%u/%u-%U/%g%h", &alice, "/a%u/alice-4294967294/staff/home/alice");
}

static void expands_once(void **state)
{
	const struct tokens sly = { .user = "%h", .group = "%%U", .home = "/%u" };

	(void)state;
	expect("%u %g %h", &sly, "%h %%U /%u");
}

static void refuses_unknown(void **state)
{
	(void)state;
	refuse("%x", &alice, -EINVAL, "unknown token");
	refuse("%", &alice, -EINVAL, "unknown token");
	refuse("/srv/%", &alice, -EINVAL, "unknown token");
	refuse("%%%", &alice, -EINVAL, "unknown token");
	refuse("% u", &alice, -EINVAL, "unknown token");
	refuse("%G", &alice, -EINVAL, "unknown token");
}

static void refuses_values(void **state)
{
	const struct tokens sly = { .user = "../eve", .group = "a/b", .home = "" };

	(void)state;
	refuse("/srv/%u", &sly, -EINVAL, "'/' in its value");
	refuse("/srv/%g", &sly, -EINVAL, "'/' in its value");
	refuse("%h", &sly, -EINVAL, "empty");
}

static void limits_length(void **state)
{
	char text[PATH_MAX + 1];
	char home[PATH_MAX + 1];
	const struct tokens far = { .user = "a", .group = "a", .home = home };

	(void)state;
	memset(text, 'x', sizeof(text));
	text[PATH_MAX - 1] = '\0';
	expect(text, &alice, text);
	text[PATH_MAX - 1] = 'x';
	text[PATH_MAX] = '\0';
	refuse(text, &alice, -ENAMETOOLONG, "too long");
	memset(home, 'y', sizeof(home));
	home[PATH_MAX - 1] = '\0';
	expect("%h", &far, home);
	refuse("%h%u", &far, -ENAMETOOLONG, "too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expands_each),	   cmocka_unit_test(expands_once),
		cmocka_unit_test(refuses_unknown), cmocka_unit_test(refuses_values),
		cmocka_unit_test(limits_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
