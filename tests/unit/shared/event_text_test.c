/* SPDX-License-Identifier: BSD-3-Clause */
/* Events for the log: every value one word, whoever chose it. */
#include "shared/event_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sched.h>

#include "shared/message.h"

static void writes_what_is_there_in_order(void **state)
{
	const struct namespace_id namespaces[] = { { CLONE_NEWPID, 4, 77 },
						   { CLONE_NEWNS, 4, 78 } };
	const struct event_text event = { .event = "open",
					  .has_session = true,
					  .session_id = 0xbeef,
					  .user = "alice",
					  .has_uid = true,
					  .uid = 1001,
					  .service = "sshd",
					  .tty = "",
					  .rhost = "2001:db8::1",
					  .jail = "1001-0000beef",
					  .namespace_count = 2,
					  .namespaces = namespaces };
	char text[EVENT_TEXT_MAX];

	(void)state;
	event_text_make(text, &event);
	assert_string_equal(text, "event=open id=0000beef user=alice uid=1001 service=sshd tty=- "
				  "rhost=2001:db8::1 jail=1001-0000beef ns_pid=77 ns_mount=78");
}

static void tells_how_long_it_took(void **state)
{
	const struct event_text event = { .event = "close", .begin_ms = boottime_ms() - 61250 };
	char text[EVENT_TEXT_MAX];

	(void)state;
	event_text_make(text, &event);
	assert_non_null(strstr(text, "event=close seconds=61."));
}

static void a_value_stays_one_word(void **state)
{
	const struct event_text event = { .event = "refuse",
					  .user = "a b\nid=0 \x1b[2J\"'\\)\xc3\xa4",
					  .rhost = "x event=open user=root" };
	char text[EVENT_TEXT_MAX];

	(void)state;
	event_text_make(text, &event);
	assert_string_equal(text,
			    "event=refuse user=a\\x20b\\x0aid\\x3d0\\x20\\x1b\\x5b2J\\x22\\x27"
			    "\\x5c\\x29\\xc3\\xa4 rhost=x\\x20event\\x3dopen\\x20user\\x3droot");
}

static void long_values_are_cut(void **state)
{
	char value[5000];
	const struct event_text event = { .event = "open",
					  .user = value,
					  .service = value,
					  .tty = value,
					  .rhost = value,
					  .jail = value,
					  .has_uid = true,
					  .uid = UINT32_MAX };
	char text[EVENT_TEXT_MAX];

	(void)state;
	memset(value, '\x01', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	event_text_make(text, &event);
	assert_true(strlen(text) < EVENT_TEXT_MAX);
	assert_non_null(strstr(text, "jail=\\x01"));
	/* No half of an escape. */
	assert_string_equal(text + strlen(text) - 4, "\\x01");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_is_there_in_order),
		cmocka_unit_test(tells_how_long_it_took),
		cmocka_unit_test(a_value_stays_one_word),
		cmocka_unit_test(long_values_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
