/* SPDX-License-Identifier: BSD-3-Clause */
/* Who waits for a lock gets it when it is free, or is told in time, and is left as he was. */
#include "state/lock_wait.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/user_lock.h"
#include "system/report.h"

#define HELD_MS	 200
#define LATER_MS (HELD_MS + FIXTURE_WAIT)

static struct report report = { .socket_fd = NO_FD };

static int directory_open(void)
{
	int fd = open(FIXTURE_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

typedef int lock_function(int directory_fd, int64_t deadline_ms);

static int lock_user(int directory_fd, int64_t deadline_ms)
{
	int fd = lock_wait_user(directory_fd, 1000, deadline_ms, &report);

	return fd < 0 ? fd : 0;
}

/* Each of another open file, as two logins are. */
static int lock_directory(int directory_fd, int64_t deadline_ms)
{
	(void)directory_fd;
	return lock_wait_directory(directory_open(), deadline_ms, &report);
}

/* Has the lock when it says so, and for HELD_MS from then on. */
static pid_t holder_start(lock_function *lock)
{
	int ready[2];
	char byte;
	pid_t child;

	check_number(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check_number(lock(directory_open(), 0), 0);
		check_number(write(ready[1], "", 1), 1);
		(void)poll(NULL, 0, HELD_MS);
		_exit(0);
	}
	check_number(read(ready[0], &byte, 1), 1);
	return child;
}

static void check_gets_it(lock_function *lock)
{
	int64_t begin = boottime_ms();
	pid_t child = holder_start(lock);

	check_number(lock(directory_open(), begin + LATER_MS), 0);
	check(boottime_ms() - begin >= HELD_MS && boottime_ms() - begin < LATER_MS);
	check_child(child);
}

static void check_gives_up(lock_function *lock)
{
	int64_t begin = boottime_ms();

	check_number(lock(directory_open(), 0), 0);
	check_number(lock(directory_open(), begin + HELD_MS), -ETIMEDOUT);
	check(boottime_ms() - begin >= HELD_MS && boottime_ms() - begin < LATER_MS);
	check_number(lock(directory_open(), 0), -ETIMEDOUT);
}

static void a_user_s_lock_is_got_when_it_is_free(void)
{
	check_gets_it(lock_user);
}

static void a_user_s_lock_is_waited_for_no_longer_than_told(void)
{
	check_gives_up(lock_user);
}

static void a_directory_s_lock_is_got_when_it_is_free(void)
{
	check_gets_it(lock_directory);
}

static void a_directory_s_lock_is_waited_for_no_longer_than_told(void)
{
	check_gives_up(lock_directory);
}

static void another_user_does_not_wait(void)
{
	check_number(lock_user(directory_open(), 0), 0);
	check(lock_wait_user(directory_open(), 1001, 0, &report) >= 0);
}

static int count;

static void count_signal(int signal)
{
	(void)signal;
	count++;
}

/* One that comes while we wait is no reason to give up; one of ours does not come later. */
static void signals_are_left_as_they_were(void)
{
	struct sigaction mine = { .sa_handler = count_signal, .sa_flags = SA_RESTART }, found;

	check_number(sigaction(SIGALRM, &mine, NULL), 0);
	check_gives_up(lock_user);
	check_number(sigaction(SIGALRM, NULL, &found), 0);
	check(found.sa_handler == count_signal);
	(void)poll(NULL, 0, 50);
	check_number(count, 0);
}

static void what_is_no_lock_is_an_error(void)
{
	int fd = open("/dev/null", O_PATH | O_CLOEXEC);

	check_number(lock_wait_directory(fd, boottime_ms() + LATER_MS, &report), -EBADF);
	check_number(lock_wait_user(fd, 1000, boottime_ms() + LATER_MS, &report), -ENOTDIR);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_user_s_lock_is_got_when_it_is_free),
		fixture_test(a_user_s_lock_is_waited_for_no_longer_than_told),
		fixture_test(a_directory_s_lock_is_got_when_it_is_free),
		fixture_test(a_directory_s_lock_is_waited_for_no_longer_than_told),
		fixture_test(another_user_does_not_wait),
		fixture_test(signals_are_left_as_they_were),
		fixture_test(what_is_no_lock_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
