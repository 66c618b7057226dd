/* SPDX-License-Identifier: BSD-3-Clause */
/* The words of a pam.d line: known ones once, nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arguments.h"

#include <errno.h>
#include <string.h>

#include "reason.h"
#include "shared/cleanup.h"

#define PARSE(ret, reason, ...)                                                        \
	arguments_parse(ret, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), \
			(const char *[]){ __VA_ARGS__ }, reason)

static void none_gives_the_defaults(void **state)
{
	struct arguments arguments = { 0 };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(arguments_parse(&arguments, 0, NULL, &reason), 0);
	assert_string_equal(arguments.config_path, CONFIG_PATH);
	assert_false(arguments.is_debug);
	assert_string_equal(reason.text, "");
}

static void known_words_are_taken(void **state)
{
	struct arguments arguments = { 0 };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "debug", "conf=/srv/a b.conf"), 0);
	assert_string_equal(arguments.config_path, "/srv/a b.conf");
	assert_true(arguments.is_debug);
}

static void jailed_makes_it_a_query(void **state)
{
	static const char *const with[] = { "debug", "jailed" }, *const without[] = { "debug" };
	struct arguments arguments = { .is_query = true };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "debug"), 0);
	assert_false(arguments.is_query);
	assert_int_equal(PARSE(&arguments, &reason, "jailed"), 0);
	assert_true(arguments.is_query);
	assert_true(arguments_have(2, with, "jailed"));
	assert_false(arguments_have(2, with, "refuse"));
	assert_false(arguments_have(1, without, "jailed"));
	assert_false(arguments_have(0, NULL, "jailed"));
}

static void refuse_is_neither_jail_nor_query(void **state)
{
	struct arguments arguments = { .is_refusal = true };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "debug"), 0);
	assert_false(arguments.is_refusal);
	assert_int_equal(PARSE(&arguments, &reason, "refuse"), 0);
	assert_true(arguments.is_refusal);
	assert_false(arguments.is_query);
}

static void audit_is_a_word_of_its_own(void **state)
{
	struct arguments arguments = { .is_audit = true };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "debug"), 0);
	assert_false(arguments.is_audit);
	assert_int_equal(PARSE(&arguments, &reason, "conf=/x", "audit"), 0);
	assert_true(arguments.is_audit);
	/* What is wrong beside it does not become a line that lets everybody in. */
	arguments.is_audit = false;
	assert_int_equal(PARSE(&arguments, &reason, "audit", "foo"), -EINVAL);
	assert_false(arguments.is_audit);
}

static void every_wrong_word_is_named(void **state)
{
	struct arguments arguments = { .config_path = "untouched" };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "conf=x", "debug", "debug", "foo"), -EINVAL);
	assert_string_equal(arguments.config_path, "untouched");
	assert_string_equal(reason.text, "argument 'conf=x': is not an absolute path; "
					 "argument 'debug': is there twice; "
					 "argument 'foo': is not known");
}

static void look_alikes_are_refused(void **state)
{
	static const char *const words[] = {
		"",	     "conf",	 "conf=",    "Conf=/x",	  "config=/x", "debug=",
		"debug=yes", "DEBUG",	 "jailed=",  "jail",	  "debugger",  "debug ",
		" conf=/x",  "conf =/x", "no_debug", "conf=./x",  "audit=yes", "Audit",
		"audits",    "refuse=",	 "refused",  "refuse=no",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct arguments arguments;
		struct reason reason = { 0 };

		assert_int_equal(PARSE(&arguments, &reason, words[i]), -EINVAL);
		assert_non_null(strstr(reason.text, words[i]));
	}
}

static void a_second_file_is_refused(void **state)
{
	struct arguments arguments;
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(PARSE(&arguments, &reason, "conf=/a", "conf=/b"), -EINVAL);
	assert_string_equal(reason.text, "argument 'conf=/b': is there twice");
}

static void a_thousand_words_do_not_overflow(void **state)
{
	static const char *words[1000];
	static struct reason reason;
	struct arguments arguments;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = "nonsense";
	assert_int_equal(arguments_parse(&arguments, ARRAY_SIZE(words), words, &reason), -EINVAL);
	assert_int_equal(strlen(reason.text), sizeof(reason.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_gives_the_defaults),
		cmocka_unit_test(known_words_are_taken),
		cmocka_unit_test(jailed_makes_it_a_query),
		cmocka_unit_test(refuse_is_neither_jail_nor_query),
		cmocka_unit_test(audit_is_a_word_of_its_own),
		cmocka_unit_test(every_wrong_word_is_named),
		cmocka_unit_test(look_alikes_are_refused),
		cmocka_unit_test(a_second_file_is_refused),
		cmocka_unit_test(a_thousand_words_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
