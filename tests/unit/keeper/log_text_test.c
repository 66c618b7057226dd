/* SPDX-License-Identifier: BSD-3-Clause */
/* What becomes of a tenant's line. */
#include "keeper/log_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <syslog.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static void expect_bytes(const char *datagram, size_t length, const char *expected)
{
	char text[LOG_TEXT_MAX];

	assert_int_equal(log_text_make(text, datagram, length), strlen(expected));
	assert_string_equal(text, expected);
}

static void expect(const char *datagram, const char *expected)
{
	expect_bytes(datagram, strlen(datagram), expected);
}

static void priority_and_date_are_left_out(void **state)
{
	(void)state;
	expect("<86>Nov 30 10:00:00 sshd[1]: text", "sshd[1]: text");
	expect("<6>Nov  3 10:00:00 sshd[1]: text", "sshd[1]: text");
	expect("<191>text", "text");
	expect("Nov 30 10:00:00 text", "text");
	expect("<86>Nov 30 10:00:00 ", "");
	expect("<86>", "");
	expect("", "");
}

static void what_only_resembles_them_is_text(void **state)
{
	static const char *const texts[] = {
		"<>text",
		"<1234>text",
		"<86",
		"<86 text",
		"<8x>text",
		"<-1>text",
		"Nov 30 10:00",
		"Nov 30 10-00-00 text",
		"1ov 30 10:00:00 text",
		" <86>text",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		expect(texts[i], texts[i]);
	expect("Nov 30 10:00:00\\", "Nov 30 10:00:00\\x5c");
	expect("<86><86>text", "<86>text");
	expect("<86>Nov 30 10:00:00 Nov 30 10:00:00 text", "Nov 30 10:00:00 text");
}

static void other_bytes_are_escaped(void **state)
{
	char all[256], text[LOG_TEXT_MAX];

	(void)state;
	expect("a\033[2Jb\tc\x7f\xc3\xa4\x9b\\x0a", "a\\x1b[2Jb\\x09c\\x7f\\xc3\\xa4\\x9b\\x5cx0a");
	expect("one\ntwo\r\n", "one\\x0atwo\\x0d");
	expect_bytes("one\0two\0", 8, "one\\x00two");
	expect("three\n\n\n", "three");
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	assert_int_equal(log_text_make(text, all, sizeof(all)), 94 + 162 * 4);
	for (const char *byte = text; *byte != '\0'; byte++)
		assert_true(*byte >= ' ' && *byte <= '~');
}

static void a_long_line_is_cut(void **state)
{
	static const char bytes[] = { 'a', '\n' };
	static char datagram[8192];
	char text[LOG_TEXT_MAX];

	(void)state;
	for (size_t kind = 0; kind < sizeof(bytes); kind++)
		for (size_t length = LOG_TEXT_MAX / 8; length <= sizeof(datagram); length += 61) {
			size_t used;

			(void)memset(datagram, bytes[kind], length);
			datagram[length - 1] = 'z';
			used = log_text_make(text, datagram, length);
			assert_true(used < LOG_TEXT_MAX);
			assert_int_equal(text[used], '\0');
			assert_string_equal(text + used - 1, used < LOG_TEXT_MAX - 8 ? "z" : ".");
		}
}

static void only_the_level_is_believed(void **state)
{
	static const struct {
		const char *datagram;
		int priority;
	} lines[] = {
		{ "<86>text", LOG_USER | LOG_INFO },	{ "<87>text", LOG_USER | LOG_DEBUG },
		{ "<84>text", LOG_USER | LOG_WARNING }, { "<85>text", LOG_USER | LOG_NOTICE },
		{ "<83>text", LOG_USER | LOG_ERR },	{ "<0>text", LOG_USER | LOG_ERR },
		{ "<1>text", LOG_USER | LOG_ERR },	{ "<82>text", LOG_USER | LOG_ERR },
		{ "text", LOG_USER | LOG_NOTICE },	{ "", LOG_USER | LOG_NOTICE },
		{ "<999>text", LOG_USER | LOG_DEBUG },	{ "<1000>text", LOG_USER | LOG_NOTICE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(log_text_priority(lines[i].datagram, strlen(lines[i].datagram)),
				 lines[i].priority);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(priority_and_date_are_left_out),
		cmocka_unit_test(what_only_resembles_them_is_text),
		cmocka_unit_test(other_bytes_are_escaped),
		cmocka_unit_test(a_long_line_is_cut),
		cmocka_unit_test(only_the_level_is_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
