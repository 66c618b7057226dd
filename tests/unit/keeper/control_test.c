/* SPDX-License-Identifier: BSD-3-Clause */
/* The messages of a keeper's socket: what goes in comes out, what is damaged does no harm. */
#include "keeper/control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

static const struct control_join example = {
	.digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	.label = { 0xdeadbeef, "sshd", "ssh", "2001:db8::1" },
	.terminal = "ttyS1",
};

static uint8_t message[MESSAGE_MAX];

static size_t encode_join(void)
{
	ssize_t length = control_join_encode(&example, message, sizeof(message));

	assert_true(length > 0);
	return (size_t)length;
}

static void a_join_comes_back(void **state)
{
	struct control_join found;
	size_t length = encode_join();

	(void)state;
	assert_int_equal(control_type_decode(message, length), CONTROL_JOIN);
	assert_int_equal(control_join_decode(&found, message, length), 0);
	assert_memory_equal(&found, &example, sizeof(found));
}

static void a_wish_to_enter_comes_back(void **state)
{
	struct session_label found;
	ssize_t length = control_enter_encode(&example.label, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_type_decode(message, (size_t)length), CONTROL_ENTER);
	assert_int_equal(control_enter_decode(&found, message, (size_t)length), 0);
	assert_memory_equal(&found, &example.label, sizeof(found));
	for (ssize_t i = 0; i < length; i++)
		assert_true(control_enter_decode(&found, message, (size_t)i) < 0);
	assert_int_equal(control_enter_decode(&found, message, (size_t)length + 1), -EBADMSG);
	/* A join is more than that, and nothing else. */
	assert_int_equal(control_enter_decode(&found, message, encode_join()), -EBADMSG);
}

static void a_question_for_a_session_comes_back(void **state)
{
	const struct control_session session = { 0xdeadbeef };
	struct control_session found;
	ssize_t length = control_session_encode(&session, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_type_decode(message, (size_t)length), CONTROL_SESSION);
	assert_int_equal(control_session_decode(&found, message, (size_t)length), 0);
	assert_int_equal(found.session_id, 0xdeadbeef);
	assert_int_equal(control_session_decode(&found, message, (size_t)length - 1), -EBADMSG);
	assert_int_equal(control_session_decode(&found, message, (size_t)length + 1), -EBADMSG);
}

static void a_wish_for_room_comes_back(void **state)
{
	const struct control_yield yield = { "0123abcd" };
	struct control_yield found;
	ssize_t length = control_yield_encode(&yield, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_type_decode(message, (size_t)length), CONTROL_YIELD);
	assert_int_equal(control_yield_decode(&found, message, (size_t)length), 0);
	assert_string_equal(found.config, "0123abcd");
	assert_int_equal(control_yield_decode(&found, message, (size_t)length - 1), -EBADMSG);
}

static void an_answer_comes_back(void **state)
{
	const struct control_answer answer = { CONTROL_REFUSED, "because" };
	struct control_answer found;
	ssize_t length = control_answer_encode(&answer, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_type_decode(message, (size_t)length), CONTROL_ANSWER);
	assert_int_equal(control_answer_decode(&found, message, (size_t)length), 0);
	assert_int_equal(found.outcome, CONTROL_REFUSED);
	assert_string_equal(found.reason, "because");
}

static void a_text_comes_back(void **state)
{
	char line[] = "user = alice\n";
	const struct control_text text = { line };
	struct control_text found;
	ssize_t length = control_text_encode(&text, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_text_decode(&found, message, (size_t)length), 0);
	assert_string_equal(found.text, line);
	free(found.text);
	assert_int_equal(control_text_encode(&text, message, 12), -EMSGSIZE);
}

static void words_have_no_body(void **state)
{
	ssize_t length = control_word_encode(CONTROL_LIST, message, sizeof(message));

	(void)state;
	assert_true(length > 0);
	assert_int_equal(control_type_decode(message, (size_t)length), CONTROL_LIST);
	assert_int_equal(control_type_decode(message, (size_t)length + 1), -EBADMSG);
}

static void what_is_cut_is_refused(void **state)
{
	struct control_join found;
	size_t length = encode_join();

	(void)state;
	for (size_t i = 0; i < length; i++)
		assert_true(control_join_decode(&found, message, i) < 0);
	assert_int_equal(control_join_decode(&found, message, length + 1), -EBADMSG);
}

static void other_messages_are_refused(void **state)
{
	struct control_join join;
	struct control_answer answer;
	struct control_text text;
	size_t length = encode_join();

	(void)state;
	assert_int_equal(control_answer_decode(&answer, message, length), -EBADMSG);
	assert_int_equal(control_text_decode(&text, message, length), -EBADMSG);
	length = (size_t)word_encode(MESSAGE_JOINED, message, sizeof(message));
	assert_int_equal(control_type_decode(message, length), -EBADMSG);
	assert_int_equal(control_join_decode(&join, message, length), -EBADMSG);
}

static void an_unknown_outcome_is_refused(void **state)
{
	const struct control_answer answer = { (enum control_outcome)(CONTROL_REFUSED + 1), "" };
	struct control_answer found;
	ssize_t length = control_answer_encode(&answer, message, sizeof(message));

	(void)state;
	assert_int_equal(control_answer_decode(&found, message, (size_t)length), -EBADMSG);
}

/* Every bit of a message: it may be refused or mean something else, no more. */
static void a_turned_bit_does_no_harm(void **state)
{
	struct control_join found;
	size_t length = encode_join();

	(void)state;
	for (size_t bit = 0; bit < length * 8; bit++) {
		message[bit / 8] ^= (uint8_t)(1U << bit % 8);
		(void)control_type_decode(message, length);
		if (control_join_decode(&found, message, length) == 0)
			assert_true(strnlen(found.label.rhost, sizeof(found.label.rhost)) <
				    sizeof(found.label.rhost));
		message[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	assert_int_equal(control_join_decode(&found, message, length), 0);
}

static void a_label_is_cut_not_refused(void **state)
{
	char service[1000], word[] = "x";
	const struct request request = {
		.session_id = 7, .service = service, .tty = word, .rhost = word
	};
	struct session_label label;

	(void)state;
	memset(service, 's', sizeof(service));
	service[sizeof(service) - 1] = '\0';
	label = session_label_make(&request);
	assert_int_equal(label.session_id, 7);
	assert_int_equal(strlen(label.service), sizeof(label.service) - 1);
	assert_string_equal(label.tty, "x");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_join_comes_back),
		cmocka_unit_test(a_wish_to_enter_comes_back),
		cmocka_unit_test(a_question_for_a_session_comes_back),
		cmocka_unit_test(a_wish_for_room_comes_back),
		cmocka_unit_test(an_answer_comes_back),
		cmocka_unit_test(a_text_comes_back),
		cmocka_unit_test(words_have_no_body),
		cmocka_unit_test(what_is_cut_is_refused),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(an_unknown_outcome_is_refused),
		cmocka_unit_test(a_turned_bit_does_no_harm),
		cmocka_unit_test(a_label_is_cut_not_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
