/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of headers and keys, found beside the parser. */
#include "config/config_outline.h"

#include <string.h>

#include "config/config_text.h"
#include "fixture.h"

static char bytes[] = "early = 1\n"
		      "[one]\n"
		      "# a = comment\n"
		      "a = [x] = y\n"
		      "; b = 2\n"
		      "\n"
		      "A\t=\n"
		      "[ two  words ]  \n"
		      "a b = 1\n"
		      "no key\n"
		      "[ONE]\n"
		      "b=1\n"
		      "a = 3";

static struct config_outline outline;

static int set_up(void **state)
{
	const struct config_text text = { .bytes = bytes, .length = strlen(bytes) };

	(void)state;
	return config_outline_read(&outline, &text);
}

static int tear_down(void **state)
{
	(void)state;
	config_outline_clear(&outline);
	config_outline_clear(&outline);
	return 0;
}

static void expect_lines(const char *section, const char *key, const unsigned int *lines)
{
	struct config_cursor cursor = { .header = config_header_find(outline.headers, section) };

	do
		assert_int_equal(config_cursor_next(&cursor, key), *lines);
	while (*lines++ != 0);
	assert_int_equal(config_cursor_next(&cursor, key), 0);
}

static void finds_headers(void **state)
{
	const struct config_header *one = config_header_find(outline.headers, "One");

	(void)state;
	assert_int_equal(one->line, 2);
	assert_int_equal(config_header_find(one + 1, "One")->line, 11);
	assert_int_equal(config_header_find(outline.headers, "two  words")->line, 8);
	assert_null(config_header_find(outline.headers, "two"));
	assert_null(config_header_find(outline.headers, ""));
}

static void finds_keys_of_all_headers(void **state)
{
	(void)state;
	expect_lines("one", NULL, (const unsigned int[]){ 4, 7, 12, 13, 0 });
	expect_lines("one", "a", (const unsigned int[]){ 4, 7, 13, 0 });
	expect_lines("ONE", "B", (const unsigned int[]){ 12, 0 });
	expect_lines("two  words", "a b", (const unsigned int[]){ 9, 0 });
	expect_lines("two  words", NULL, (const unsigned int[]){ 9, 0 });
}

static void finds_nothing(void **state)
{
	(void)state;
	expect_lines("three", NULL, (const unsigned int[]){ 0 });
	expect_lines("one", "early", (const unsigned int[]){ 0 });
	expect_lines("one", "c", (const unsigned int[]){ 0 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_headers),
		cmocka_unit_test(finds_keys_of_all_headers),
		cmocka_unit_test(finds_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
