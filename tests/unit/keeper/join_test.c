/* SPDX-License-Identifier: BSD-3-Clause */
/* The way into a jail that is there, with keepers that are dead, strange, silent or leaving. */
#include "keeper/join.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "fixture.h"
#include "keeper/control.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/patience.h"
#include "state/jail_entry.h"

#define NAME	 "54321-dddddddddddddddd"
#define ENTRY	 STATE_DIR "/jails/" NAME
#define PATIENCE 500 /* milliseconds */

static int join_run(struct jail_entry *entry, struct fixture_jail *jail)
{
	const struct control_join join = { .digest = "d" };
	const struct patience patience = { .hang_ms = PATIENCE,
					   .end_ms = boottime_ms() + FIXTURE_WAIT };

	return join_try(entry, &join, &(struct join_caller){ STDIN_FILENO, STDIN_FILENO, NO_FD },
			&patience, &jail->report);
}

static void entry_begin(struct jail_entry *entry, struct fixture_jail *jail)
{
	tmpfs_over("/run");
	fixture_jail_make(jail);
	check_number(jail_entry_open(entry, NAME, &jail->report), 0);
}

static void publish(struct fixture_jail *jail)
{
	struct jail_entry entry;

	check_number(jail_entry_open(&entry, NAME, &jail->report), 0);
	check_number(jail_entry_publish(&entry, 1, &jail->report), 0);
}

static void without_an_entry_there_is_no_jail(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	check_number(join_run(&entry, &jail), JOIN_NONE);
	check_number(jail.report.error_count, 0);
}

static void a_dead_keepers_jail_is_none(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	check_in_child(publish, &jail);
	check(is_there(AT_FDCWD, ENTRY));
	check_number(join_run(&entry, &jail), JOIN_NONE);
}

static void a_silent_keeper_is_not_taken_for_dead(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	int64_t begin;

	entry_begin(&entry, &jail);
	publish(&jail);
	begin = boottime_ms();
	check_number(join_run(&entry, &jail), -ETIMEDOUT);
	check(boottime_ms() - begin >= PATIENCE && boottime_ms() - begin < 4 * PATIENCE);
	check_text(jail.report.text, "the keeper of the user's jail gives no answer");
}

static void nor_is_one_whose_queue_is_full(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	struct sockaddr_un address;
	int fd, error = 0;

	entry_begin(&entry, &jail);
	publish(&jail);
	check_number(entry_socket_address(&address, entry.directory_fd, NAME), 0);
	for (int i = 0; i < 1000 && error == 0; i++) {
		fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		error = connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? errno : 0;
	}
	check_number(error, EAGAIN);
	check_number(join_run(&entry, &jail), -ETIMEDOUT);
}

/* It ends while we wait for a place in its queue. */
static void one_that_dies_with_a_full_queue_is_none(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	struct sockaddr_un address;
	int64_t begin;
	int fds[2];
	char byte;
	pid_t child;

	entry_begin(&entry, &jail);
	check_number(pipe2(fds, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		publish(&jail);
		check_number(entry_socket_address(&address, entry.directory_fd, NAME), 0);
		while (connect(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0),
			       (struct sockaddr *)&address, sizeof(address)) == 0)
			continue;
		check_number(write(fds[1], "", 1), 1);
		(void)poll(NULL, 0, PATIENCE / 4);
		_exit(0);
	}
	check_number(read(fds[0], &byte, 1), 1);
	begin = boottime_ms();
	check_number(join_run(&entry, &jail), JOIN_NONE);
	check(boottime_ms() - begin < PATIENCE);
	check_child(child);
}

/* What a tenant could do if he had come as far as to a name in our directory. */
static void a_socket_of_somebody_elses_is_refused(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	entry_begin(&entry, &jail);
	check_number(entry_socket_address(&address, entry.directory_fd, NAME), 0);
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	check_number(seteuid(FIXTURE_UID), 0);
	check_number(listen(fd, 5), 0);
	check_number(seteuid(0), 0);
	check_number(join_run(&entry, &jail), -EPERM);
}

/* Neither dead nor alive: nothing of the kind is ever ours. */
static void something_else_of_that_name_is_refused(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	file_make(ENTRY, "", 0600);
	check_number(join_run(&entry, &jail), -ECONNREFUSED);
	check(is_there(AT_FDCWD, ENTRY));
}

static void answer(int fd, const char *text)
{
	const struct control_answer gone = { .outcome = CONTROL_GONE };
	uint8_t buffer[512];
	ssize_t length = control_answer_encode(&gone, buffer, sizeof(buffer));
	char message[MESSAGE_MAX];

	check(recv(fd, message, sizeof(message), 0) > 0);
	if (text == NULL)
		check_number(message_send(fd, buffer, (size_t)length, NULL, 0), 0);
	else
		check(send(fd, text, strlen(text), 0) >= 0);
	(void)close(fd);
}

/* A keeper in a process of its own that answers once, after it has withdrawn or not. */
static void keeper_fork(struct fixture_jail *jail, const char *text, bool withdraws)
{
	struct jail_entry entry;

	check_number(jail_entry_open(&entry, NAME, &jail->report), 0);
	check_number(jail_entry_publish(&entry, 1, &jail->report), 0);
	if (fork() != 0) {
		(void)close(entry.listener_fd);
		return;
	}
	check_number(fcntl(entry.listener_fd, F_SETFL, 0), 0);
	for (;;) {
		int fd = accept(entry.listener_fd, NULL, NULL);

		if (withdraws)
			jail_entry_withdraw(&entry);
		answer(fd, text);
		if (withdraws)
			_exit(0);
	}
}

static void a_jail_that_is_ending_is_none(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	keeper_fork(&jail, NULL, true);
	check_number(join_run(&entry, &jail), JOIN_NONE);
	check_number(jail.report.error_count, 0);
}

/* Or a second keeper would take the name of one that lives. */
static void one_that_says_so_but_stays_is_not_believed(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	keeper_fork(&jail, NULL, false);
	check_number(join_run(&entry, &jail), -EBUSY);
}

static void garbage_is_refused(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&entry, &jail);
	keeper_fork(&jail, "garbage, garbage", false);
	check_number(join_run(&entry, &jail), -EPROTO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(without_an_entry_there_is_no_jail),
		fixture_test(a_dead_keepers_jail_is_none),
		fixture_test(a_silent_keeper_is_not_taken_for_dead),
		fixture_test(nor_is_one_whose_queue_is_full),
		fixture_test(one_that_dies_with_a_full_queue_is_none),
		fixture_test(a_socket_of_somebody_elses_is_refused),
		fixture_test(something_else_of_that_name_is_refused),
		fixture_test(a_jail_that_is_ending_is_none),
		fixture_test(one_that_says_so_but_stays_is_not_believed),
		fixture_test(garbage_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
