/* SPDX-License-Identifier: BSD-3-Clause */
/* What is written into a text, and that all of it can be taken out again. */
#include "ctl/pam/pam_edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ctl/pam/pam_mark.h"
#include "shared/cleanup.h"

#define OURS  "session required pam_nsjail.so # nsjailctl\n"
#define QUERY "session [success=1 default=ignore] pam_nsjail.so jailed # nsjailctl\n"

static char *applied(const struct pam_edit *edit, const char *text)
{
	const char *fault = "";
	char *edited = pam_edit_apply(edit, text, &fault);

	assert_non_null(edited);
	assert_null(fault);
	return edited;
}

static void line_at_the_end(void **state)
{
	static const struct {
		const char *text, *edited;
	} cases[] = {
		{ "", OURS },
		{ "session required pam_a.so\n", "session required pam_a.so\n" OURS },
		{ "session required pam_a.so", "session required pam_a.so\n" OURS },
		{ "# a \\\n\n", "# a \\\n\n" OURS },
	};
	const struct pam_edit edit = { .words = "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *edited = applied(&edit, cases[i].text);

		assert_string_equal(edited, cases[i].edited);
	}
}

static void lines_that_are_skipped(void **state)
{
	struct pam_skip skips[] = { { 2, NULL }, { 3, "common-session" } };
	const struct pam_edit edit = {
		.skip_count = 2, .skips = skips, .has_limits = true, .words = ""
	};
	_cleanup_free_ char *edited =
		applied(&edit, "# one\nsession optional pam_systemd.so\n@include common-session");

	(void)state;
	assert_string_equal(edited, "# one\n" QUERY "session optional pam_systemd.so\n"
				    "#nsjailctl: @include common-session\n" QUERY
				    "session substack common-session # nsjailctl\n"
				    "session required pam_limits.so # nsjailctl\n" OURS);
}

static void six_lines_with_words(void **state)
{
	const struct pam_edit edit = { .is_profile = true, .words = " conf=/x.conf" };
	_cleanup_free_ char *edited = applied(&edit, "");

	(void)state;
	assert_string_equal(
		edited,
		"session [success=1 ignore=ignore default=3] pam_nsjail.so jailed conf=/x.conf # "
		"nsjailctl\n"
		"session [default=4] pam_permit.so # nsjailctl\n"
		"session [success=ignore ignore=ignore default=1] pam_limits.so # nsjailctl\n"
		"session [success=done default=bad] pam_nsjail.so conf=/x.conf # nsjailctl\n"
		"session [default=reset] pam_permit.so # nsjailctl\n"
		"session [default=die] pam_nsjail.so refuse conf=/x.conf # nsjailctl\n");
}

static void continued_lines_are_a_fault(void **state)
{
	struct pam_skip skip = { 1, "a" };
	const struct pam_edit end = { .words = "" };
	const struct pam_edit first = { .skip_count = 1, .skips = &skip, .words = "" };
	const char *fault;

	(void)state;
	assert_null(pam_edit_apply(&end, "session required pam_a.so \\", &fault));
	assert_non_null(strstr(fault, "the last line goes on"));
	assert_null(pam_edit_apply(&end, "session required pam_a.so \\ \t\n", &fault));
	assert_non_null(strstr(fault, "the last line goes on"));
	assert_null(pam_edit_apply(&first, "session include \\\na\n", &fault));
	assert_non_null(strstr(fault, "goes on in the next one"));
}

static void the_way_back(void **state)
{
	static const char *const texts[] = {
		"\n",
		"a\nb\nc\n",
		"#nsjailctl\n# nsjailctl: no\n  \n",
		"@include x\nb\n@include y\n",
	};
	struct pam_skip skips[] = { { 1, "x" }, { 2, NULL }, { 3, "y" } };

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(texts) * 8; i++) {
		struct pam_edit edit = { .skip_count = i & 3,
					 .skips = skips,
					 .is_profile = (i & 4) != 0,
					 .has_limits = true,
					 .words = " debug" };
		_cleanup_free_ char *edited = applied(&edit, texts[i / 8]);
		_cleanup_free_ char *stripped = pam_mark_strip(edited);

		assert_true(pam_mark_is_in(edited));
		assert_false(pam_mark_is_in(stripped));
		assert_string_equal(stripped, texts[i / 8]);
	}
}

static void others_lines_are_left(void **state)
{
	static const char *const texts[] = {
		"",
		"session required pam_a.so # by nsjailctl?\n",
		"x # nsjailctl y\n",
		"x# nsjailctl\n",
		" #nsjailctl: x\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *stripped = pam_mark_strip(texts[i]);

		assert_false(pam_mark_is_in(texts[i]));
		assert_string_equal(stripped, texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_at_the_end),
		cmocka_unit_test(lines_that_are_skipped),
		cmocka_unit_test(six_lines_with_words),
		cmocka_unit_test(continued_lines_are_a_fault),
		cmocka_unit_test(the_way_back),
		cmocka_unit_test(others_lines_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
