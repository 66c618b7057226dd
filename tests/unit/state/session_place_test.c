/* SPDX-License-Identifier: BSD-3-Clause */
/* Places of sessions: so many and no more, each user's own, free when who has one is gone. */
#include "state/session_place.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/user_lock.h"

#define MAX	 5
#define CHILDREN 20

static int directory_open(void)
{
	int fd = open(FIXTURE_DIRECTORY, O_PATH | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

static void there_are_so_many_and_no_more(void)
{
	int directory_fd = directory_open();
	int fds[MAX];

	for (size_t i = 0; i < MAX; i++)
		check((fds[i] = session_place_take(directory_fd, 1000, MAX)) >= 0);
	check_number(session_place_take(directory_fd, 1000, MAX), -EUSERS);
	/* One that ends in the middle makes room for one, wherever it was. */
	(void)close(fds[2]);
	check((fds[2] = session_place_take(directory_fd, 1000, MAX)) >= 0);
	check_number(session_place_take(directory_fd, 1000, MAX), -EUSERS);
	check((fds[0] = session_place_take(directory_fd, 1000, MAX + 1)) >= 0);
}

static void a_smaller_number_counts_those_that_are_there(void)
{
	int directory_fd = directory_open();

	for (size_t i = 0; i < MAX; i++)
		check(session_place_take(directory_fd, 1000, SESSION_PLACES_MAX) >= 0);
	check_number(session_place_take(directory_fd, 1000, MAX), -EUSERS);
	check_number(session_place_take(directory_fd, 1000, 1), -EUSERS);
}

static void a_large_number_is_one_as_well(void)
{
	int directory_fd = directory_open();

	for (size_t i = 0; i < 300; i++)
		check(session_place_take(directory_fd, 1000, 300) >= 0);
	check_number(session_place_take(directory_fd, 1000, 300), -EUSERS);
	check_number(session_place_take(directory_fd, 1000, 32), -EUSERS);
}

/* Neighbours in the file, and the lock of the user himself, which is in it, too. */
static void users_do_not_meet(void)
{
	int directory_fd = directory_open();
	static const uid_t uids[] = { 0, 999, 1000, 1001, UINT32_MAX - 1, UINT32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(uids); i++)
		check(session_place_take(directory_fd, uids[i], 1) >= 0);
	for (size_t i = 0; i < ARRAY_SIZE(uids); i++) {
		check_number(session_place_take(directory_fd, uids[i], 1), -EUSERS);
		check(user_lock_try(directory_fd, uids[i]) >= 0);
	}
	for (unsigned int i = 1; i < SESSION_PLACES_MAX; i++) {
		int fd = session_place_take(directory_fd, 1000, i + 1);

		check(fd >= 0);
		if (i < SESSION_PLACES_MAX - 1)
			(void)close(fd);
	}
	check_number(session_place_take(directory_fd, 1001, 1), -EUSERS);
	check(session_place_take(directory_fd, 1001, 2) >= 0);
}

_Noreturn static void hold(int directory_fd, int told_fd)
{
	bool has_place = session_place_take(directory_fd, 1000, MAX) >= 0;

	check_number(write(told_fd, has_place ? "y" : "n", 1), 1);
	for (;;)
		(void)pause();
}

static size_t at_once(int directory_fd, pid_t *children)
{
	int told[2];
	size_t count = 0;
	char byte;

	check_number(pipe2(told, O_CLOEXEC), 0);
	for (size_t i = 0; i < CHILDREN; i++)
		if ((children[i] = fork()) == 0)
			hold(directory_fd, told[1]);
	for (size_t i = 0; i < CHILDREN; i++) {
		check_number(read(told[0], &byte, 1), 1);
		count += byte == 'y';
	}
	return count;
}

static void at_one_time_as_well_and_they_go_with_their_holders(void)
{
	int directory_fd = directory_open();
	pid_t children[CHILDREN];

	for (int round = 0; round < 20; round++) {
		check_number(at_once(directory_fd, children), MAX);
		for (size_t i = 0; i < CHILDREN; i++) {
			check_number(kill(children[i], SIGKILL), 0);
			check_number(waitpid(children[i], NULL, 0), children[i]);
		}
	}
}

static void a_directory_that_is_none_is_an_error(void)
{
	check_number(session_place_take(NO_FD, 1000, MAX), -EBADF);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(there_are_so_many_and_no_more),
		fixture_test(a_smaller_number_counts_those_that_are_there),
		fixture_test(a_large_number_is_one_as_well),
		fixture_test(users_do_not_meet),
		fixture_test(at_one_time_as_well_and_they_go_with_their_holders),
		fixture_test(a_directory_that_is_none_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
