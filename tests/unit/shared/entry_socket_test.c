/* SPDX-License-Identifier: BSD-3-Clause */
/* Dead or alive, seen from outside; the keeper must not notice. */
#include "shared/entry_socket.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/user_lock.h"

#define NAME "1000-0000beef"

static int directory_open(void)
{
	int fd = open(FIXTURE_DIRECTORY, O_PATH | O_DIRECTORY | O_CLOEXEC);

	check(fd >= 0);
	return fd;
}

static int listener_make(int directory_fd, const char *name)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;

	check_number(entry_socket_address(&address, directory_fd, name), 0);
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	check_number(listen(fd, 1), 0);
	return fd;
}

static void a_living_one_is_not_disturbed(void)
{
	int directory_fd = directory_open();
	int fd = listener_make(directory_fd, NAME);

	for (int i = 0; i < 100; i++)
		check_number(entry_socket_look(directory_fd, NAME), ENTRY_ALIVE);
	check(!is_readable(fd, 0));
	check_errno(accept(fd, NULL, NULL), EAGAIN);
	check(!entry_socket_remove_dead(directory_fd, directory_fd, NAME));
	check(is_there(directory_fd, NAME));
}

static void a_dead_one_is_removed(void)
{
	int directory_fd = directory_open();

	check_number(entry_socket_look(directory_fd, NAME), ENTRY_MISSING);
	check_number(close(listener_make(directory_fd, NAME)), 0);
	check_number(entry_socket_look(directory_fd, NAME), ENTRY_DEAD);
	check(entry_socket_remove_dead(directory_fd, directory_fd, NAME));
	check(!is_there(directory_fd, NAME));
	check(!entry_socket_remove_dead(directory_fd, directory_fd, NAME));
}

static void not_while_its_user_has_the_lock(void)
{
	int directory_fd = directory_open();
	int lock_fd = user_lock_try(directory_fd, 1000);

	check_number(close(listener_make(directory_fd, NAME)), 0);
	check(!entry_socket_remove_dead(directory_fd, directory_fd, NAME));
	check(is_there(directory_fd, NAME));
	user_lock_release(&lock_fd);
	lock_fd = user_lock_try(directory_fd, 1001);
	check(lock_fd >= 0);
	check(entry_socket_remove_dead(directory_fd, directory_fd, NAME));
}

static void what_is_no_socket_is_left_alone(void)
{
	int directory_fd = directory_open();

	file_make(FIXTURE_DIRECTORY "/1-file", "", 0600);
	check_number(symlinkat("1-dead", directory_fd, "1-link"), 0);
	check_number(close(listener_make(directory_fd, "1-dead")), 0);
	check_number(entry_socket_look(directory_fd, "1-file"), ENTRY_OTHER);
	check_number(entry_socket_look(directory_fd, "1-link"), ENTRY_OTHER);
	check(!entry_socket_remove_dead(directory_fd, directory_fd, "1-file"));
	check(!entry_socket_remove_dead(directory_fd, directory_fd, "1-link"));
}

static void names_tell_whose_they_are(void)
{
	static const char *const odd[] = {
		"",	   "-1",      "1000",	      "x-1",
		" 1000-1", "+1000-1", "4294968296-1", "99999999999999999999-1",
	};

	check(entry_socket_is_of("1000-x", 1000));
	check(entry_socket_is_of("4294967295-x", UINT32_MAX));
	check(!entry_socket_is_of("10001-x", 1000));
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		check(!entry_socket_is_of(odd[i], 1000));
}

static void a_name_that_is_too_long_has_no_address(void)
{
	struct sockaddr_un address;
	char name[200];

	(void)memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	check_number(entry_socket_address(&address, 3, name), -ENAMETOOLONG);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_living_one_is_not_disturbed),
		fixture_test(a_dead_one_is_removed),
		fixture_test(not_while_its_user_has_the_lock),
		fixture_test(what_is_no_socket_is_left_alone),
		fixture_test(names_tell_whose_they_are),
		fixture_test(a_name_that_is_too_long_has_no_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
