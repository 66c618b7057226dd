/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said of a kernel that is too old, and that nothing is said of one that is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/utsname.h>

#include "shared/kernel_need.h"

static void releases_are_compared_by_number(void **state)
{
	static const struct {
		const char *release;
		unsigned int major, minor;
		bool is_older;
	} rows[] = {
		{ "5.10.0-28-amd64", 5, 12, true },
		{ "5.12.0", 5, 12, false },
		{ "5.9.16", 5, 12, true },
		{ "6.18.44-xyz", 5, 19, false },
		{ "6.2.0-39-generic", 6, 2, false },
		{ "6.1.0-28-amd64", 6, 2, true },
		{ "6.10-rc1", 6, 3, false },
		{ "10.0.1", 6, 7, false },
		{ "4.18.0-553.el8_10.x86_64", 5, 12, true },
		/* What it has brought back the number does not say. */
		{ "5.14.0-427.13.1.el9_4.x86_64", 5, 19, true },
		{ "5.15.167.4-microsoft-standard-WSL2", 5, 15, false },
		{ "5", 5, 12, false },
		{ "5.", 5, 12, false },
		{ "5.x", 5, 12, false },
		{ "", 5, 12, false },
		{ "unknown", 5, 12, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (kernel_is_older(rows[i].release, rows[i].major, rows[i].minor) !=
		    rows[i].is_older)
			fail_msg("'%s' and %u.%u", rows[i].release, rows[i].major, rows[i].minor);
}

static void a_kernel_that_is_new_enough_gets_no_words(void **state)
{
	char words[KERNEL_NEED_MAX] = "before";

	(void)state;
	assert_string_equal(kernel_need(words, KERNEL_JAIL), "");
	(void)strcpy(words, "before");
	assert_string_equal(kernel_need_to_map(words, EXT4_SUPER_MAGIC), "");
}

/* UNAME26 makes every kernel a 2.6 (personality(2)). */
static void an_old_one_is_told_which_and_what_it_is(void **state)
{
	char words[KERNEL_NEED_MAX], wanted[KERNEL_NEED_MAX];
	unsigned long before = (unsigned long)personality(0xffffffff);
	struct utsname name;

	(void)state;
	assert_true(personality(before | UNAME26) >= 0 && uname(&name) == 0);
	assert_memory_equal(name.release, "2.6.", 4);
	(void)snprintf(wanted, sizeof(wanted), " (needs Linux 5.19 or later, this is %s)",
		       name.release);
	assert_string_equal(kernel_need(words, KERNEL_MAPPED_LAYER), wanted);
	assert_non_null(strstr(kernel_need(words, KERNEL_JAIL), "Linux 5.12 "));
	assert_non_null(strstr(kernel_need_to_map(words, SQUASHFS_MAGIC), "Linux 6.2 "));
	assert_non_null(strstr(kernel_need_to_map(words, TMPFS_MAGIC), "Linux 6.3 "));
	assert_string_equal(kernel_need_to_map(words, OVERLAYFS_SUPER_MAGIC), "");
	assert_true(personality(before) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(releases_are_compared_by_number),
		cmocka_unit_test(a_kernel_that_is_new_enough_gets_no_words),
		cmocka_unit_test(an_old_one_is_told_which_and_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
