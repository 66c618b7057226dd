/* SPDX-License-Identifier: BSD-3-Clause */
/* What the keys of limits take, and what they are refused for. */
#include "config/config_limits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

#include <cmocka.h>

#include "config/config_keys.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/report.h"

static int parse(const char *key, const char *text, struct jail_plan *plan, struct report *report)
{
	const struct config_value value = {
		.text = text, .file = "f.conf", .line = 7, .report = report
	};

	return config_key_parse(config_key_find(key), &value, plan);
}

static const struct {
	const char *key, *text;
	enum limit_kind kind;
	uint64_t value;
} taken[] = {
	{ "memory_max", "1", LIMIT_MEMORY_MAX, 1 },
	{ "memory_max", "3K", LIMIT_MEMORY_MAX, 3072 },
	{ "memory_max", "256M", LIMIT_MEMORY_MAX, UINT64_C(256) << 20 },
	{ "memory_max", "2G", LIMIT_MEMORY_MAX, UINT64_C(2) << 30 },
	{ "memory_max", "7T", LIMIT_MEMORY_MAX, UINT64_C(7) << 40 },
	{ "memory_swap_max", "0", LIMIT_MEMORY_SWAP_MAX, 0 },
	{ "memory_swap_max", "0%", LIMIT_MEMORY_SWAP_MAX, 0 },
	{ "memory_swap_max", "5M", LIMIT_MEMORY_SWAP_MAX, 5 << 20 },
	{ "tasks_max", "1", LIMIT_TASKS_MAX, 1 },
	{ "tasks_max", "4194304", LIMIT_TASKS_MAX, 4194304 },
	{ "cpu_quota", "1%", LIMIT_CPU_QUOTA, 10000 },
	{ "cpu_quota", "150%", LIMIT_CPU_QUOTA, 1500000 },
	{ "cpu_weight", "1", LIMIT_CPU_WEIGHT, 1 },
	{ "io_weight", "10000", LIMIT_IO_WEIGHT, 10000 },
};

static void takes_what_systemd_takes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		struct report report = { .socket_fd = NO_FD };
		struct jail_plan plan = { 0 };

		if (parse(taken[i].key, taken[i].text, &plan, &report) != 0)
			fail_msg("%s", report.text);
		assert_true(plan.limits[taken[i].kind].is_set);
		if (plan.limits[taken[i].kind].value != taken[i].value)
			fail_msg("%s = %s", taken[i].key, taken[i].text);
	}
}

static void takes_a_share_of_the_machine(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct jail_plan plan = { 0 };
	struct sysinfo machine;
	uint64_t whole, quarter;

	(void)state;
	assert_int_equal(sysinfo(&machine), 0);
	whole = (uint64_t)machine.totalram * machine.mem_unit;
	assert_int_equal(parse("memory_max", "100%", &plan, &report), 0);
	assert_int_equal(plan.limits[LIMIT_MEMORY_MAX].value, whole);
	assert_int_equal(parse("memory_max", "25%", &plan, &report), 0);
	quarter = plan.limits[LIMIT_MEMORY_MAX].value;
	assert_true(whole - 4 * quarter <= 3);
}

static void both_words_take_a_limit_away(void **state)
{
	static const char *const words[] = { "unlimited", "infinity" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
		for (size_t word = 0; word < ARRAY_SIZE(words); word++) {
			struct report report = { .socket_fd = NO_FD };
			struct jail_plan plan = { 0 };

			plan.limits[taken[i].kind].is_set = true;
			assert_int_equal(parse(taken[i].key, words[word], &plan, &report), 0);
			assert_false(plan.limits[taken[i].kind].is_set);
		}
}

static const struct {
	const char *key, *text;
} refused[] = {
	{ "memory_max", "0" },
	{ "memory_max", "0%" },
	{ "memory_max", "101%" },
	{ "memory_max", "-1" },
	{ "memory_max", "1k" },
	{ "memory_max", "1KB" },
	{ "memory_max", "1.5G" },
	{ "memory_max", "K" },
	{ "memory_max", " 1" },
	{ "memory_max", "%" },
	{ "memory_max", "9223372036854775808" },
	{ "memory_max", "8388608T" },
	{ "memory_max", "99999999999999999999999" },
	{ "memory_max", "max" },
	{ "memory_swap_max", "" },
	{ "memory_swap_max", "200%" },
	{ "tasks_max", "0" },
	{ "tasks_max", "10%" },
	{ "tasks_max", "4194305" },
	{ "tasks_max", "0x10" },
	{ "cpu_quota", "0%" },
	{ "cpu_quota", "50" },
	{ "cpu_quota", "1000001%" },
	{ "cpu_quota", "50%%" },
	{ "cpu_weight", "0" },
	{ "cpu_weight", "10001" },
	{ "cpu_weight", "idle" },
	{ "io_weight", "-5" },
};

static void refuses_the_rest(void **state)
{
	const struct jail_plan untouched = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct report report = { .socket_fd = NO_FD };
		struct jail_plan plan = { 0 };

		if (parse(refused[i].key, refused[i].text, &plan, &report) != -EINVAL)
			fail_msg("%s = '%s' accepted", refused[i].key, refused[i].text);
		assert_int_equal(report.error_count, 1);
		assert_non_null(strstr(report.text, "f.conf:7: "));
		assert_non_null(strstr(report.text, refused[i].key));
		assert_memory_equal(&plan, &untouched, sizeof(plan));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_systemd_takes),
		cmocka_unit_test(takes_a_share_of_the_machine),
		cmocka_unit_test(both_words_take_a_limit_away),
		cmocka_unit_test(refuses_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
