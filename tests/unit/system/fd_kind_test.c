/* SPDX-License-Identifier: BSD-3-Clause */
/* Each thing a descriptor can be of is taken for its own kind alone. */
#include "system/fd_kind.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/cleanup.h"

enum { PROCESS = 1, MESSAGES = 2, TERMINAL = 4, CGROUP = 8 };

static int kinds_of(int fd)
{
	return (fd_kind_process(fd) >= 0 ? PROCESS : 0) |
	       (fd_kind_is_message_socket(fd) ? MESSAGES : 0) |
	       (fd_kind_is_terminal(fd) ? TERMINAL : 0) | (fd_kind_is_cgroup_file(fd) ? CGROUP : 0);
}

static void expect_kind(int fd, int kind)
{
	assert_true(fd >= 0);
	assert_int_equal(kinds_of(fd), kind);
	assert_int_equal(close(fd), 0);
}

static void files_are_of_no_kind(void **state)
{
	static const char *const files[] = { "/", "/proc/self/exe", "/dev/null",
					     "/proc/self/ns/pid", "/proc/self/status" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int fd = open(files[i], O_RDONLY | O_CLOEXEC);

		if (fd >= 0)
			expect_kind(fd, 0);
		fd = open(files[i], O_PATH | O_CLOEXEC);
		if (fd >= 0)
			expect_kind(fd, 0);
	}
	expect_kind(open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600), 0);
	assert_int_equal(kinds_of(NO_FD), 0);
	assert_int_equal(kinds_of(1000), 0);
}

static void sockets_are_told_by_family_and_type(void **state)
{
	(void)state;
	expect_kind(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), MESSAGES);
	expect_kind(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), 0);
	expect_kind(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), 0);
	expect_kind(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0);
}

static void a_process_counts_while_it_lives(void **state)
{
	pid_t child = fork();
	int fd;

	(void)state;
	if (child == 0)
		for ((void)alarm(20);;)
			(void)pause();
	fd = pidfd_open(child, 0);
	assert_int_equal(fd_kind_process(fd), child);
	assert_int_equal(kinds_of(fd), PROCESS);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	expect_kind(fd, 0);
}

static void a_terminal_counts_until_it_is_hung_up(void **state)
{
	int leader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int fd;

	(void)state;
	assert_int_equal(unlockpt(leader), 0);
	fd = open(ptsname(leader), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_int_equal(kinds_of(fd), TERMINAL);
	assert_int_equal(close(leader), 0);
	expect_kind(fd, 0);
}

/* Of the hierarchy that this machine has, or of a second mount of it. */
static void a_cgroup_is_known_by_its_file_system(void **state)
{
	int file_fd = NO_FD;
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		if (unshare(CLONE_NEWNS) < 0 ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		    mount("none", "/mnt", "cgroup2", 0, NULL) < 0)
			_exit(1);
		file_fd = open("/mnt/cgroup.procs", O_WRONLY | O_CLOEXEC);
		if (kinds_of(file_fd) != CGROUP ||
		    kinds_of(open("/mnt/cgroup.procs", O_RDONLY | O_CLOEXEC)) != 0 ||
		    kinds_of(open("/mnt/cgroup.procs", O_PATH | O_CLOEXEC)) != 0 ||
		    kinds_of(open("/mnt", O_RDONLY | O_CLOEXEC)) != 0)
			_exit(2);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_of_no_kind),
		cmocka_unit_test(sockets_are_told_by_family_and_type),
		cmocka_unit_test(a_process_counts_while_it_lives),
		cmocka_unit_test(a_terminal_counts_until_it_is_hung_up),
		cmocka_unit_test(a_cgroup_is_known_by_its_file_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
