/* SPDX-License-Identifier: BSD-3-Clause */
/* Closed standard descriptors are filled while we work, and closed again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "low_fds.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "shared/cleanup.h"

/*
 * Not compared in one expression with is_among(): gcc 12.2 drops one side of
 * (a < 0) != ((b & 1U << c) != 0).
 */
static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) != -1;
}

static bool is_among(int fd, unsigned int set)
{
	return (set >> fd & 1) != 0;
}

/* The exit status: 0 if all went as it should with the descriptors in the mask closed. */
static int try_with_closed(unsigned int closed)
{
	struct low_fds low_fds = { 0 };
	int other;

	for (int fd = 0; fd < 3; fd++)
		if (is_among(fd, closed))
			close(fd);
	if (low_fds_fill(&low_fds) < 0)
		return 1;
	other = open("/", O_PATH | O_CLOEXEC);
	if (other < 3)
		return 2;
	for (int fd = 0; fd < 3; fd++)
		if (!is_open(fd))
			return 3;
	low_fds_release(&low_fds);
	for (int fd = 0; fd < 3; fd++)
		if (is_open(fd) == is_among(fd, closed))
			return 4;
	return 0;
}

static void every_combination_is_filled_and_released(void **state)
{
	(void)state;
	for (unsigned int closed = 0; closed < 8; closed++) {
		int status = -1;
		pid_t pid = fork();

		if (pid == 0)
			_exit(try_with_closed(closed));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination_is_filled_and_released),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
