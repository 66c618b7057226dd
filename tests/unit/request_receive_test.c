/* SPDX-License-Identifier: BSD-3-Clause */
/* The request of the module: whole, with its descriptors and no others, or refused in time. */
#include "request_receive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
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

static void send_bytes(int fd, const void *bytes, size_t length, size_t fd_count)
{
	const int fds[MESSAGE_FDS_MAX] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };

	check_number(message_send(fd, bytes, length, fds, fd_count), 0);
}

static void send_request(int fd, bool has_terminal, size_t fd_count)
{
	static uint8_t message[MESSAGE_MAX];
	struct request request = plain;
	ssize_t length;

	request.has_terminal = has_terminal;
	length = request_encode(&request, message, sizeof(message));
	check(length > 0);
	send_bytes(fd, message, (size_t)length, fd_count);
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

	send_request(fd, true, 2);
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

	send_request(fd, false, 1);
	answer = receive(FIXTURE_WAIT);
	check_number(answer.outcome, 0);
	check_number(answer.terminal_fd, NO_FD);
}

static void too_few_and_too_many_descriptors_are_refused(void)
{
	const struct {
		bool has_terminal;
		size_t count;
		const char *reason;
	} wrong[] = {
		{ false, 0, "lacks a descriptor" },
		{ true, 1, "lacks a descriptor" },
		{ false, 2, "lacks a descriptor" },
		{ true, 3, "too many descriptors" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		int fd = socket_make();
		int before = open_count();
		struct answer answer;

		send_request(fd, wrong[i].has_terminal, wrong[i].count);
		answer = receive(FIXTURE_WAIT);
		check_number(answer.outcome, -EBADMSG);
		check_text(answer.report.text, wrong[i].reason);
		check_number(open_count() - before,
			     (answer.caller_fd >= 0) + (answer.terminal_fd >= 0));
		(void)close(fd);
	}
}

static void what_is_no_request_is_refused_and_leaves_nothing(void)
{
	int fd = socket_make();
	int before = open_count();
	struct answer answer;

	send_bytes(fd, "nonsense", 8, 3);
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_whole_request_is_taken),
		fixture_test(without_a_terminal_there_is_none),
		fixture_test(too_few_and_too_many_descriptors_are_refused),
		fixture_test(what_is_no_request_is_refused_and_leaves_nothing),
		fixture_test(a_module_that_is_silent_or_gone_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
