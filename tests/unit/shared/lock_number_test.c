/* SPDX-License-Identifier: BSD-3-Clause */
/* Which bytes are whose: the cipher as published, one key a file, numbers that tell no uid. */
#include "shared/lock_number.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define PATH FIXTURE_DIRECTORY "/lock"
#define MANY 65536

static int file_open(void)
{
	int fd = open(PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	check(fd >= 0);
	return fd;
}

static uint32_t number_in(int fd, uid_t uid)
{
	uint32_t number = 0;

	check_number(lock_number(&number, fd, uid), 0);
	return number;
}

/* The vector of the cipher's authors. */
static void it_is_the_published_cipher(void)
{
	static const uint16_t key[] = { 0x0100, 0x0908, 0x1110, 0x1918 };

	check_number(lock_number_of(key, 0x6574694c), 0xa86842f2);
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void no_two_users_have_one(void)
{
	static uint32_t numbers[MANY];
	int fd = file_open();

	check_number(lock_number_prepare(fd), 0);
	for (uid_t i = 0; i < MANY; i++)
		numbers[i] = number_in(fd, 100000 + i);
	qsort(numbers, MANY, sizeof(*numbers), compare);
	for (size_t i = 1; i < MANY; i++)
		check(numbers[i - 1] != numbers[i]);
}

static void all_who_open_the_file_agree(void)
{
	int fd = file_open();
	uint32_t number;

	check_number(lock_number_prepare(fd), 0);
	number = number_in(fd, 1000);
	fd = file_open();
	check_number(lock_number_prepare(fd), 0);
	check_number(number_in(fd, 1000), number);
}

/* All who come at one time to a file without a key, which is there already or is not. */
static void of_many_at_one_time_one_makes_the_key(void)
{
	enum { COUNT = 16 };
	uint32_t numbers[COUNT];
	int results[2], begin[2];

	check_number(pipe2(results, O_CLOEXEC), 0);
	check_number(pipe2(begin, O_CLOEXEC), 0);
	for (int i = 0; i < COUNT; i++) {
		if (fork() != 0)
			continue;
		(void)close(begin[1]);
		struct pollfd wait = { .fd = begin[0], .events = POLLIN };
		int fd = file_open();

		check_number(poll(&wait, 1, -1), 1);
		check_number(lock_number_prepare(fd), 0);
		numbers[0] = number_in(fd, 1000);
		check_number(write(results[1], numbers, sizeof(*numbers)), sizeof(*numbers));
		_exit(0);
	}
	(void)close(begin[1]);
	for (int i = 0; i < COUNT; i++)
		check_number(read(results[0], &numbers[i], sizeof(*numbers)), sizeof(*numbers));
	for (int i = 1; i < COUNT; i++)
		check_number(numbers[i], numbers[0]);
	while (wait(NULL) > 0)
		continue;
}

static void another_file_has_other_numbers(void)
{
	int fd = file_open();
	uint32_t first[4], second[4];

	check_number(lock_number_prepare(fd), 0);
	for (uid_t i = 0; i < ARRAY_SIZE(first); i++)
		first[i] = number_in(fd, 1000 + i);
	check_number(unlink(PATH), 0);
	fd = file_open();
	check_number(lock_number_prepare(fd), 0);
	for (uid_t i = 0; i < ARRAY_SIZE(second); i++)
		second[i] = number_in(fd, 1000 + i);
	check(memcmp(first, second, sizeof(first)) != 0);
}

static void without_a_key_there_is_none(void)
{
	int fd = file_open();
	uint32_t number = 4711;

	check_number(lock_number(&number, fd, 1000), -EBADMSG);
	check_number(number, 4711);
	check_number(lock_number(&number, NO_FD, 1000), -EBADF);
	check_number(lock_number_prepare(NO_FD), -EBADF);
	fd = open(PATH, O_RDONLY | O_CLOEXEC);
	check(lock_number_prepare(fd) < 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(it_is_the_published_cipher),
		fixture_test(no_two_users_have_one),
		fixture_test(all_who_open_the_file_agree),
		fixture_test(of_many_at_one_time_one_makes_the_key),
		fixture_test(another_file_has_other_numbers),
		fixture_test(without_a_key_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
