/* SPDX-License-Identifier: BSD-3-Clause */
/* Changes as diff -u has them. */
#include "ctl/file/text_diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "shared/cleanup.h"

#define HEAD "--- old\n+++ new\n"

static void shows_changes(void **state)
{
	static const struct {
		const char *from, *to, *diff;
	} cases[] = {
		{ "a\n", "a\n", "" },
		{ "", "a\n", HEAD "@@ -0,0 +1,1 @@\n+a\n" },
		{ "a\n", "", HEAD "@@ -1,1 +0,0 @@\n-a\n" },
		{ "a", "a\nb\n",
		  HEAD "@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n" },
		{ "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n",
		  HEAD "@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n" },
		{ "a\nb\nc\n", "x\nb\ny\n", HEAD "@@ -1,3 +1,3 @@\n-a\n+x\n b\n-c\n+y\n" },
		{ "\t\033[2J\n", "\303\244\n", HEAD "@@ -1,1 +1,1 @@\n-\t\\x1b[2J\n+\\xc3\\xa4\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = NULL;
		size_t size = 0;
		FILE *stream = open_memstream(&text, &size);

		assert_non_null(stream);
		assert_int_equal(text_diff_write(stream, "old", cases[i].from, "new", cases[i].to),
				 0);
		assert_int_equal(fclose(stream), 0);
		assert_string_equal(text, cases[i].diff);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shows_changes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
