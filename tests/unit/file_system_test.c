/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of file systems; FUSE itself is asked for in tests/module/bad_input.bats. */
#include "file_system.h"

#include <fcntl.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void a_file_system_of_the_kernel_is_none(void **state)
{
	int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	check(fd >= 0 && !file_system_is_in_user_space(fd));
	(void)close(fd);
}

static void what_can_not_be_told_is_one(void **state)
{
	(void)state;
	check(file_system_is_in_user_space(NO_FD));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_file_system_of_the_kernel_is_none),
		fixture_test(what_can_not_be_told_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
