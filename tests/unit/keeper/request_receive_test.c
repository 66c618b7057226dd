/* SPDX-License-Identifier: BSD-3-Clause */
/* The request of the module: whole, with its descriptors and no others, or refused in time. */
#include "keeper/request_receive.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"

struct answer {
	int outcome, caller_fd, terminal_fd;
	struct request request;
	struct report report;
};

static char word[] = "word", path[] = "/x", name[] = "alice", empty[] = "";
static const struct request plain = {
	.uid = 1001,
	.config_path = path,
	.user = name,
	.gecos = empty,
	.home = path,
	.shell = path,
	.service = word,
	.tty = empty,
	.rhost = empty,
};

/* Our end of the socket that the room reads from. */
static int socket_make(void)
{
	int ends[2];

	check_number(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	if (ends[0] == HELPER_SOCKET_FD)
		ends[0] = fcntl(ends[0], F_DUPFD_CLOEXEC, HELPER_SOCKET_FD + 1);
	if (ends[1] != HELPER_SOCKET_FD)
		check_number(dup3(ends[1], HELPER_SOCKET_FD, O_CLOEXEC), HELPER_SOCKET_FD);
	return ends[0];
}

/* What goes along with a request: each in its place, or in the place of another. */
enum thing { CALLER, TERMINAL, OTHER, DEAD, PLAIN_FILE, NULL_DEVICE, DIRECTORY, NAMESPACE, SOCKET };

static pid_t waiter_start(void)
{
	pid_t child = fork();

	check(child >= 0);
	if (child == 0)
		for (check_number(prctl(PR_SET_PDEATHSIG, SIGKILL), 0);;)
			(void)pause();
	return child;
}

/* A pidfd of somebody who is not us, for whom no session may be opened; alive or not. */
static int other_open(bool is_alive)
{
	pid_t child = waiter_start();
	int fd = pidfd_open(child, 0);

	if (!is_alive) {
		check_number(kill(child, SIGKILL), 0);
		check_number(waitpid(child, NULL, 0), child);
	}
	return fd;
}

static int terminal_open(void)
{
	int leader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	check_number(unlockpt(leader), 0);
	return open(ptsname(leader), O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static int thing_open(enum thing thing)
{
	static const char *const files[] = {
		[PLAIN_FILE] = "/proc/self/exe",
		[NULL_DEVICE] = "/dev/null",
		[DIRECTORY] = "/",
		[NAMESPACE] = "/proc/self/ns/pid",
	};

	switch (thing) {
	case CALLER:
		return pidfd_open(getpid(), 0);
	case TERMINAL:
		return terminal_open();
	case OTHER:
	case DEAD:
		return other_open(thing == OTHER);
	case SOCKET:
		return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	case PLAIN_FILE:
	case NULL_DEVICE:
	case DIRECTORY:
	case NAMESPACE:
	default:
		return open(files[thing], (thing == DIRECTORY ? O_PATH : O_RDONLY) | O_CLOEXEC);
	}
}

static void send_bytes(int fd, const void *bytes, size_t length, const enum thing *things,
		       size_t count)
{
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };

	for (size_t i = 0; i < count; i++)
		check((fds[i] = thing_open(things[i])) >= 0);
	check_number(message_send(fd, bytes, length, fds, count), 0);
	for (size_t i = 0; i < count; i++)
		(void)close(fds[i]);
}

static void send_request(int fd, bool has_terminal, const enum thing *things, size_t count)
{
	static uint8_t message[MESSAGE_MAX];
	struct request request = plain;
	ssize_t length;

	request.has_terminal = has_terminal;
	length = request_encode(&request, message, sizeof(message));
	check(length > 0);
	send_bytes(fd, message, (size_t)length, things, count);
}

static struct answer receive(int timeout)
{
	struct answer answer = { .caller_fd = NO_FD,
				 .terminal_fd = NO_FD,
				 .report = { .socket_fd = NO_FD } };

	answer.outcome = request_receive(&answer.request, &answer.caller_fd, &answer.terminal_fd,
					 boottime_ms() + timeout, &answer.report);
	return answer;
}

static int open_count(void)
{
	int count = 0;

	for (int fd = 0; fd < 64; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void a_whole_request_is_taken(void)
{
	int fd = socket_make();
	struct answer answer;

	send_request(fd, true, (const enum thing[]){ CALLER, TERMINAL }, 2);
	answer = receive(FIXTURE_WAIT);
	check_number(answer.outcome, 0);
	check_number(answer.request.uid, 1001);
	check_text(answer.request.user, "alice");
	check(answer.caller_fd > HELPER_SOCKET_FD && answer.terminal_fd > HELPER_SOCKET_FD);
	check_number(fcntl(answer.caller_fd, F_GETFD), FD_CLOEXEC);
	check_number(fcntl(answer.terminal_fd, F_GETFD), FD_CLOEXEC);
}

static void without_a_terminal_there_is_none(void)
{
	int fd = socket_make();
	struct answer answer;

	send_request(fd, false, (const enum thing[]){ CALLER }, 1);
	answer = receive(FIXTURE_WAIT);
	check_number(answer.outcome, 0);
	check_number(answer.terminal_fd, NO_FD);
}

#define LACKS	 "request lacks a descriptor"
#define TOO_MANY "request has too many descriptors"
#define NO_PIDFD "request has no pidfd of its process"
#define NO_TTY	 "request has a terminal that is none"

static void wrong_descriptors_are_refused(void)
{
	static const struct {
		bool has_terminal;
		size_t count;
		enum thing things[MESSAGE_FDS_MAX];
		const char *reason;
	} wrong[] = {
		{ false, 0, { 0 }, LACKS },
		{ true, 1, { CALLER }, LACKS },
		{ false, 2, { CALLER, TERMINAL }, LACKS },
		{ true, 3, { CALLER, TERMINAL, CALLER }, TOO_MANY },
		{ false, 1, { OTHER }, NO_PIDFD },
		{ false, 1, { DEAD }, NO_PIDFD },
		{ false, 1, { TERMINAL }, NO_PIDFD },
		{ false, 1, { PLAIN_FILE }, NO_PIDFD },
		{ false, 1, { NULL_DEVICE }, NO_PIDFD },
		{ false, 1, { DIRECTORY }, NO_PIDFD },
		{ false, 1, { NAMESPACE }, NO_PIDFD },
		{ false, 1, { SOCKET }, NO_PIDFD },
		{ true, 2, { TERMINAL, CALLER }, NO_PIDFD },
		{ true, 2, { CALLER, CALLER }, NO_TTY },
		{ true, 2, { CALLER, PLAIN_FILE }, NO_TTY },
		{ true, 2, { CALLER, NULL_DEVICE }, NO_TTY },
		{ true, 2, { CALLER, DIRECTORY }, NO_TTY },
		{ true, 2, { CALLER, SOCKET }, NO_TTY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		int fd = socket_make();
		struct answer answer;
		int before;

		send_request(fd, wrong[i].has_terminal, wrong[i].things, wrong[i].count);
		before = open_count();
		answer = receive(FIXTURE_WAIT);
		check_number(answer.outcome, -EBADMSG);
		check_text(answer.report.text, wrong[i].reason);
		check(answer.caller_fd < 0 && answer.terminal_fd < 0);
		check_number(open_count(), before);
		(void)close(fd);
	}
}

static void what_is_no_request_is_refused_and_leaves_nothing(void)
{
	int fd = socket_make();
	struct answer answer;
	int before;

	send_bytes(fd, "nonsense", 8, (const enum thing[]){ CALLER, TERMINAL, OTHER }, 3);
	before = open_count();
	answer = receive(FIXTURE_WAIT);
	check(answer.outcome < 0);
	check_text(answer.report.text, "request is malformed");
	check_number(open_count(), before);
}

static void a_module_that_is_silent_or_gone_is_refused(void)
{
	int fd = socket_make();
	int64_t begin = boottime_ms();
	struct answer answer = receive(100);

	check_number(answer.outcome, -ETIMEDOUT);
	check_text(answer.report.text, "no request from the module");
	check(boottime_ms() - begin >= 100);
	(void)close(fd);
	answer = receive(FIXTURE_WAIT);
	check_number(answer.outcome, -EPIPE);
}

static void other_sockets_are_refused(void)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct answer answer;
		int ends[2];

		check_number(socketpair(AF_UNIX, types[i] | SOCK_CLOEXEC, 0, ends), 0);
		if (ends[0] == HELPER_SOCKET_FD)
			ends[0] = fcntl(ends[0], F_DUPFD_CLOEXEC, HELPER_SOCKET_FD + 1);
		check_number(dup3(ends[1], HELPER_SOCKET_FD, O_CLOEXEC), HELPER_SOCKET_FD);
		send_request(ends[0], false, (const enum thing[]){ CALLER }, 1);
		answer = receive(FIXTURE_WAIT);
		check_number(answer.outcome, -EPROTOTYPE);
		check_text(answer.report.text, "the module's socket is not one of packets");
		check(answer.caller_fd < 0);
		(void)close(ends[0]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_whole_request_is_taken),
		fixture_test(without_a_terminal_there_is_none),
		fixture_test(wrong_descriptors_are_refused),
		fixture_test(what_is_no_request_is_refused_and_leaves_nothing),
		fixture_test(other_sockets_are_refused),
		fixture_test(a_module_that_is_silent_or_gone_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
