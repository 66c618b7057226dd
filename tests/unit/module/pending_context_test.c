/* SPDX-License-Identifier: BSD-3-Clause */
/* What the next program is to get is taken back, and nothing is written where there is nothing. */
#include "pending_context.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define ATTRIBUTE FIXTURE_DIRECTORY "/exec"

/* As SELinux shows it. A line that is empty is what the kernel takes for none. */
static void what_is_pending_is_taken_back(void)
{
	char text[64];

	file_make(ATTRIBUTE, "user_u:user_r:user_t:s0", 0600);
	check_number(pending_context_clear(ATTRIBUTE), 0);
	file_read(AT_FDCWD, ATTRIBUTE, text, sizeof(text));
	check_number(text[0], '\n');
}

/* Nothing pending, and no such file: kernels and containers without it. */
static void nothing_is_written_where_nothing_is_pending(void)
{
	char text[64];

	file_make(ATTRIBUTE, "", 0600);
	check_number(pending_context_clear(ATTRIBUTE), 0);
	file_read(AT_FDCWD, ATTRIBUTE, text, sizeof(text));
	check_number(text[0], '\0');
	check_number(pending_context_clear(FIXTURE_DIRECTORY "/none"), 0);
}

static void what_can_not_be_read_or_written_is_a_failure(void)
{
	tmpfs_over(FIXTURE_DIRECTORY "/read-only");
	file_make(FIXTURE_DIRECTORY "/read-only/exec", "user_u:user_r:user_t:s0", 0600);
	check_number(
		mount(NULL, FIXTURE_DIRECTORY "/read-only", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	check_number(pending_context_clear(FIXTURE_DIRECTORY "/read-only/exec"), -EROFS);
	check_number(pending_context_clear(FIXTURE_DIRECTORY "/read-only"), -EISDIR);
}

/* Whatever this kernel has: nothing is pending for a test. */
static void the_kernels_own_file_is_no_fault(void)
{
	check_number(pending_context_clear(PENDING_CONTEXT_PATH), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(what_is_pending_is_taken_back),
		fixture_test(nothing_is_written_where_nothing_is_pending),
		fixture_test(what_can_not_be_read_or_written_is_a_failure),
		fixture_test(the_kernels_own_file_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
