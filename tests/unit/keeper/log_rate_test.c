/* SPDX-License-Identifier: BSD-3-Clause */
/* How many lines get through, and that none is forgotten. */
#include "keeper/log_rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BEGIN_MS 1000000

static unsigned int take_all(struct log_rate *rate, int64_t now_ms)
{
	unsigned int count = 0;

	while (log_rate_take(rate, now_ms))
		count++;
	return count;
}

static void so_many_at_once_then_so_many_a_second(void **state)
{
	struct log_rate rate;

	(void)state;
	log_rate_begin(&rate, BEGIN_MS);
	assert_int_equal(take_all(&rate, BEGIN_MS), LOG_RATE_BURST);
	assert_int_equal(take_all(&rate, BEGIN_MS + LOG_RATE_MS - 1), 0);
	assert_int_equal(take_all(&rate, BEGIN_MS + LOG_RATE_MS), 1);
	assert_int_equal(take_all(&rate, BEGIN_MS + 1000), 1000 / LOG_RATE_MS - 1);
	assert_int_equal(take_all(&rate, BEGIN_MS + 3600000), LOG_RATE_BURST);
	assert_int_equal(take_all(&rate, INT64_MAX), LOG_RATE_BURST);
}

/* Asked often, it gives no more and no less. */
static void what_is_left_of_a_step_counts(void **state)
{
	struct log_rate rate;
	unsigned int count = 0;

	(void)state;
	log_rate_begin(&rate, BEGIN_MS);
	(void)take_all(&rate, BEGIN_MS);
	for (int64_t now_ms = BEGIN_MS; now_ms <= BEGIN_MS + 10000; now_ms += 7)
		count += take_all(&rate, now_ms);
	assert_int_equal(count, 10000 / LOG_RATE_MS - 1);
}

static void dropped_lines_are_told_of(void **state)
{
	struct log_rate rate;

	(void)state;
	log_rate_begin(&rate, BEGIN_MS);
	assert_true(rate.tell_ms == INT64_MAX);
	log_rate_drop(&rate, BEGIN_MS + 5);
	log_rate_drop(&rate, BEGIN_MS + 900);
	assert_int_equal(rate.tell_ms, BEGIN_MS + 5 + LOG_RATE_TELL_MS);
	log_rate_tell_later(&rate, BEGIN_MS + 2000);
	log_rate_drop(&rate, BEGIN_MS + 2001);
	assert_int_equal(rate.dropped, 3);
	assert_int_equal(rate.tell_ms, BEGIN_MS + 2000 + LOG_RATE_TELL_MS);
	log_rate_told(&rate);
	assert_int_equal(rate.dropped, 0);
	assert_true(rate.tell_ms == INT64_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_at_once_then_so_many_a_second),
		cmocka_unit_test(what_is_left_of_a_step_counts),
		cmocka_unit_test(dropped_lines_are_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
