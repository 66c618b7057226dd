/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module's side of the conversation, against a helper that says and sends what it likes.
 * An input is a number of messages: how many descriptors, the length in two bytes, the bytes.
 */
#include "fuzz.h"
#include "message_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exchange.h"
#include "helper_start.h"
#include "pam_log.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/request.h"

/* One more than the receiver has places for, and then some. */
#define FDS_MAX	     4
#define MESSAGES_MAX 8

static char logged[REASON_MAX + 64];

/* In the place of the room that writes to the system log. */
void pam_log_line(const pam_handle_t *pamh, int level, const char *format, ...)
{
	va_list arguments;

	(void)pamh;
	expect(level >= 0 && level <= 7);
	va_start(arguments, format);
	expect(vsnprintf(logged, sizeof(logged), format, arguments) < (int)sizeof(logged));
	va_end(arguments);
}

static void send_with_fds(int socket_fd, const uint8_t *bytes, size_t length, size_t fd_count)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = length };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd_count > 0) {
		struct cmsghdr *header = &control.align;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		for (size_t i = 0; i < fd_count; i++)
			(void)memcpy(CMSG_DATA(header) + i * sizeof(int), &socket_fd, sizeof(int));
	}
	(void)sendmsg(socket_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void say_all(int socket_fd, struct fuzz_input input)
{
	for (size_t i = 0; i < MESSAGES_MAX && input.left > 0; i++) {
		size_t fd_count = fuzz_byte(&input) % (FDS_MAX + 1);
		size_t length;
		_cleanup_free_ uint8_t *message = fuzz_message(&input, &length);

		send_with_fds(socket_fd, message, length, fd_count);
	}
}

/* The lowest free descriptor: the same before and after, or one was left behind. */
static int lowest_fd(void)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

	expect(fd >= 0);
	(void)close(fd);
	return fd;
}

static char text[] = "text";

static const struct request request = {
	.session_id = 0xbeef,
	.is_debug = true,
	.config_path = text,
	.user = text,
	.gecos = text,
	.home = text,
	.shell = text,
	.service = text,
	.tty = text,
	.rhost = text,
};

static void converse(int sockets[2])
{
	static struct verdict verdict;
	struct helper helper = { .socket_fd = sockets[0], .pidfd = NO_FD };
	struct reason reason = { "" };
	int init_fd = NO_FD;
	int result =
		exchange_hear(NULL, &request, &helper, HANG_MODULE_MS, &verdict, &init_fd, &reason);

	expect(result <= 0);
	expect((result < 0) == (reason.text[0] != '\0'));
	expect(helper.end == (result < 0 ? HELPER_KILL : HELPER_AWAIT));
	expect((init_fd >= 0) == (result == 0 && verdict.outcome == VERDICT_JAILED));
	cleanup_close(&init_fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int before = lowest_fd();
	int sockets[2];

	expect(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0);
	say_all(sockets[1], (struct fuzz_input){ data, size });
	(void)shutdown(sockets[1], SHUT_WR);
	converse(sockets);
	(void)close(sockets[0]);
	(void)close(sockets[1]);
	expect(lowest_fd() == before);
	return 0;
}
