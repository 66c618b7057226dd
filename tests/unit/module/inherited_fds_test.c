/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories do not survive an exec; everything else is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inherited_fds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reason.h"
#include "shared/cleanup.h"

/* A directory's; it stays open. */
static int root_fd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

static int check(struct reason *reason)
{
	int task_fd = open("/proc/thread-self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct inherited_fds found = { .directories = NULL };
	int error = inherited_fds_find(&found, task_fd, reason);

	if (error == 0)
		error = inherited_fds_hide(&found, reason);
	inherited_fds_clear(&found);
	(void)close(task_fd);
	return error;
}

static void directories_close_on_exec(void **state)
{
	int plain_fd = open("/", O_RDONLY | O_DIRECTORY);
	int path_fd = open("/", O_PATH | O_DIRECTORY);
	int file_fd = open("/dev/null", O_RDONLY);
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(check(&reason), 0);
	assert_int_equal(fcntl(plain_fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(path_fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(file_fd, F_GETFD), 0);
	(void)close(plain_fd);
	(void)close(path_fd);
	(void)close(file_fd);
}

/* Beside, and far behind, all others. */
static void directories_anywhere_close_on_exec(void **state)
{
	static const int numbers[] = { 20, 60, 200, 900 };
	struct reason reason = { 0 };

	(void)state;
	for (size_t last = 1; last <= ARRAY_SIZE(numbers); last++) {
		for (size_t i = 0; i < last; i++)
			assert_int_equal(dup2(root_fd(), numbers[i]), numbers[i]);
		assert_int_equal(check(&reason), 0);
		for (size_t i = 0; i < last; i++) {
			assert_int_equal(fcntl(numbers[i], F_GETFD), FD_CLOEXEC);
			(void)close(numbers[i]);
		}
	}
}

/* Who is not jailed is left as he was. */
static void a_look_changes_nothing(void **state)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY);
	int task_fd = open("/proc/thread-self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct inherited_fds found = { .directories = NULL };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(inherited_fds_find(&found, task_fd, &reason), 0);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.directories[0], fd);
	assert_int_equal(found.directories[1], task_fd);
	assert_int_equal(fcntl(fd, F_GETFD), 0);
	inherited_fds_clear(&found);
	(void)close(fd);
	(void)close(task_fd);
}

static void one_that_is_closed_meanwhile_is_a_failure(void **state)
{
	int closed[] = { 4000 };
	const struct inherited_fds found = { closed, 1 };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(inherited_fds_hide(&found, &reason), -EBADF);
}

static void nothing_is_left_open(void **state)
{
	struct reason reason = { 0 };
	int before = open("/dev/null", O_RDONLY | O_CLOEXEC), after;

	(void)state;
	assert_int_equal(check(&reason), 0);
	after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(after, before + 1);
	(void)close(before);
	(void)close(after);
}

/* The number of what does not hold, or 0. */
static int with_a_directory_as_input(void)
{
	struct reason reason = { 0 };

	(void)close(STDIN_FILENO);
	if (open("/", O_RDONLY | O_DIRECTORY) != STDIN_FILENO)
		return 1;
	if (check(&reason) != -EISDIR)
		return 2;
	return strcmp(reason.text, "the caller's descriptor 0: Is a directory") == 0 ? 0 : 3;
}

static void standard_input_must_not_be_one(void **state)
{
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(with_a_directory_as_input());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_list_that_can_not_be_read_is_a_failure(void **state)
{
	struct inherited_fds found = { .directories = NULL };
	struct reason reason = { 0 };

	(void)state;
	assert_int_equal(inherited_fds_find(&found, -1, &reason), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_close_on_exec),
		cmocka_unit_test(a_look_changes_nothing),
		cmocka_unit_test(directories_anywhere_close_on_exec),
		cmocka_unit_test(one_that_is_closed_meanwhile_is_a_failure),
		cmocka_unit_test(nothing_is_left_open),
		cmocka_unit_test(standard_input_must_not_be_one),
		cmocka_unit_test(a_list_that_can_not_be_read_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
