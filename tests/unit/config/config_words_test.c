/* SPDX-License-Identifier: BSD-3-Clause */
/* The small forms inside values: what is of the form is exact, what is not is refused. */
#include "config/config_words.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

#define FIELDS 3

static const struct {
	const char *text;
	const char *fields[FIELDS + 1];
} splits[] = {
	{ "/a", { "/a" } },
	{ "/a:/b", { "/a", "/b" } },
	{ "/a:/b:ro,nodev", { "/a", "/b", "ro,nodev" } },
	{ "/a\\:b:/c", { "/a:b", "/c" } },
	{ "/a\\\\:/c", { "/a\\", "/c" } },
	{ "/a\\\\\\:/c", { "/a\\:/c" } },
	{ "\\:", { ":" } },
	{ "/a b,c%d\"e'", { "/a b,c%d\"e'" } },
	{ "/\xff\xfe", { "/\xff\xfe" } },
};

static void splits_at_colons(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(splits); i++) {
		_cleanup_free_ char *copy = NULL;
		char *fields[FIELDS];
		int count = config_words_split(splits[i].text, fields, FIELDS, &copy);

		for (int k = 0; k < count; k++)
			assert_string_equal(fields[k], splits[i].fields[k]);
		assert_true(count > 0);
		assert_null(splits[i].fields[count]);
	}
}

static void refuses_what_is_no_list(void **state)
{
	static const char *const texts[] = {
		"",	    ":",  "/a:",  ":/a",   "/a::/b",   "/a:/b:c:d",
		"/a:/b:c:", "\\", "/a\\", "/a\\n", "/a\\x:/b", "/a:/b\\",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *fields[FIELDS];
		char *copy = NULL;

		if (config_words_split(texts[i], fields, FIELDS, &copy) != -EINVAL)
			fail_msg("'%s'", texts[i]);
		assert_null(copy);
	}
}

static void splits_up_to_the_limit(void **state)
{
	_cleanup_free_ char *copy = NULL;
	char *fields[2];

	(void)state;
	assert_int_equal(config_words_split("a:b", fields, 2, &copy), 2);
	assert_int_equal(config_words_split("a:b:c", fields, 2, &(char *){ NULL }), -EINVAL);
	assert_int_equal(config_words_split("a:b", fields, 1, &(char *){ NULL }), -EINVAL);
}

static const struct {
	const char *text;
	const char *number;
} amounts[] = {
	{ "1", "1" },
	{ "0001", "1" },
	{ "4096", "4096" },
	{ "1k", "1024" },
	{ "1K", "1024" },
	{ "3m", "3145728" },
	{ "3M", "3145728" },
	{ "2g", "2147483648" },
	{ "2G", "2147483648" },
	{ "9223372036854775807", "9223372036854775807" },
	{ "9007199254740991k", "9223372036854774784" },
	{ "8589934591g", "9223372035781033984" },
};

static void takes_amounts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(amounts); i++) {
		_cleanup_free_ char *text = NULL;

		assert_int_equal(config_words_amount(amounts[i].text, &text), 0);
		assert_string_equal(text, amounts[i].number);
	}
}

static const struct {
	const char *text;
	int error;
} bad_amounts[] = {
	{ "", -EINVAL },
	{ "k", -EINVAL },
	{ "0", -EINVAL },
	{ "000", -EINVAL },
	{ "0k", -EINVAL },
	{ "-1", -EINVAL },
	{ "+1", -EINVAL },
	{ " 1", -EINVAL },
	{ "1 ", -EINVAL },
	{ "1 k", -EINVAL },
	{ "1kk", -EINVAL },
	{ "1kb", -EINVAL },
	{ "1t", -EINVAL },
	{ "1%", -EINVAL },
	{ "1.5m", -EINVAL },
	{ "1,5m", -EINVAL },
	{ "0x10", -EINVAL },
	{ "1e9", -EINVAL },
	{ "50%", -EINVAL },
	{ "unlimited", -EINVAL },
	/* 2^63, that in other units, 2^64, 2^64 + 1 and beyond any integer. */
	{ "9223372036854775808", -ERANGE },
	{ "9007199254740992k", -ERANGE },
	{ "8796093022208m", -ERANGE },
	{ "8589934592g", -ERANGE },
	{ "17179869185g", -ERANGE },
	{ "18446744073709551616", -ERANGE },
	{ "18446744073709551617", -ERANGE },
	{ "18014398509481985k", -ERANGE },
	{ "99999999999999999999999999999999", -ERANGE },
};

static void refuses_other_amounts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_amounts); i++) {
		char *text = NULL;

		if (config_words_amount(bad_amounts[i].text, &text) != bad_amounts[i].error)
			fail_msg("'%s'", bad_amounts[i].text);
		assert_null(text);
	}
}

static void takes_octal_numbers(void **state)
{
	unsigned int number = 0;

	(void)state;
	assert_int_equal(config_words_octal("755", 07777, &number), 0);
	assert_int_equal(number, 0755);
	assert_int_equal(config_words_octal("01777", 07777, &number), 0);
	assert_int_equal(number, 01777);
	assert_int_equal(config_words_octal("7777", 07777, &number), 0);
	assert_int_equal(number, 07777);
	assert_int_equal(config_words_octal("0", 07777, &number), 0);
	assert_int_equal(number, 0);
}

static void refuses_other_octal_numbers(void **state)
{
	static const char *const texts[] = { "",      "8",	"0o755", "0x1ff",
					     "-1",    "+755",	" 755",	 "755 ",
					     "u+rwx", "000755", "7 5",	 "00000000000755" };
	unsigned int number = 12;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (config_words_octal(texts[i], 07777, &number) != -EINVAL)
			fail_msg("'%s'", texts[i]);
	assert_int_equal(config_words_octal("10000", 07777, &number), -ERANGE);
	assert_int_equal(config_words_octal("77777", 07777, &number), -ERANGE);
	assert_int_equal(number, 12);
}

static void reads_durations(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} good[] = {
		{ "0", 0 },	      { "90", 90 },
		{ "30s", 30 },	      { "10m", 600 },
		{ "2h", 7200 },	      { "1d", 86400 },
		{ "1w", 604800 },     { "1h30m", 5400 },
		{ "1h 30m", 5400 },   { "1 hour", 3600 },
		{ "2 minutes", 120 }, { "5min 20sec", 320 },
		{ "007", 7 },	      { "9999d", 9999 * UINT64_C(86400) },
	};
	static const char *const bad[] = {
		"",    "s",    "-1",  "+1",  "1.5h",	"1x",  "1 2", "1h 2",	   "0x10",    " 1",
		"1hh", "1 hx", "1us", "1ms", "forever", "1\n", "1y",  "1secondss", "1h 30m;",
	};
	static const char *const big[] = {
		"10000d", "864000000", "99999999999999999999", "9999d 24h", "18446744073709551615w",
	};
	uint64_t seconds = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (config_words_duration(bad[i], &seconds) != -EINVAL)
			fail_msg("'%s'", bad[i]);
	for (size_t i = 0; i < ARRAY_SIZE(big); i++)
		assert_int_equal(config_words_duration(big[i], &seconds), -ERANGE);
	assert_int_equal(seconds, 7);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		if (config_words_duration(good[i].text, &seconds) != 0)
			fail_msg("'%s'", good[i].text);
		assert_int_equal(seconds, good[i].seconds);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_at_colons),
		cmocka_unit_test(refuses_what_is_no_list),
		cmocka_unit_test(splits_up_to_the_limit),
		cmocka_unit_test(takes_amounts),
		cmocka_unit_test(refuses_other_amounts),
		cmocka_unit_test(takes_octal_numbers),
		cmocka_unit_test(refuses_other_octal_numbers),
		cmocka_unit_test(reads_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
