/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages and descriptors over a socketpair: whole, in time, and none lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/cleanup.h"

static const uint8_t hello[] = { 'h', 'e', 'l', 'l', 'o' };

struct pair {
	int ends[2];
};

static int pair_open(void **state)
{
	static struct pair pair;

	*state = &pair;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.ends);
}

static int pair_close(void **state)
{
	const struct pair *pair = *state;

	cleanup_close(&pair->ends[0]);
	cleanup_close(&pair->ends[1]);
	return 0;
}

static int count_fds(void)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	return count;
}

static void messages_keep_their_bounds(void **state)
{
	const struct pair *pair = *state;
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];

	assert_int_equal(message_send(pair->ends[0], hello, 5, NULL, 0), 0);
	assert_int_equal(message_send(pair->ends[0], hello, 3, NULL, 0), 0);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), 5);
	assert_memory_equal(buffer, hello, 5);
	assert_int_equal(fds[0], NO_FD);
	assert_int_equal(fds[1], NO_FD);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), 3);
}

static void descriptors_arrive_close_on_exec(void **state)
{
	const struct pair *pair = *state;
	const int sent[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];

	for (size_t count = 1; count <= MESSAGE_FDS_MAX; count++) {
		assert_int_equal(message_send(pair->ends[0], hello, 5, sent, count), 0);
		assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), 5);
		for (size_t i = 0; i < MESSAGE_FDS_MAX; i++) {
			assert_int_equal(fds[i] >= 0, i < count);
			if (fds[i] >= 0)
				assert_int_equal(fcntl(fds[i], F_GETFD), FD_CLOEXEC);
			cleanup_close(&fds[i]);
		}
	}
	assert_int_equal(message_send(pair->ends[0], hello, 5, sent, MESSAGE_FDS_MAX + 1), -EINVAL);
}

static void send_too_many_fds(int socket_fd)
{
	const int fds[MESSAGE_FDS_MAX + 1] = { 0 };
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(fds))];
	} control = { .bytes = { 0 } };
	char byte = 'x';
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(header), fds, sizeof(fds));
	assert_int_equal(sendmsg(socket_fd, &message, 0), 1);
}

static void too_many_descriptors_are_all_closed(void **state)
{
	const struct pair *pair = *state;
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];
	int before = count_fds();

	send_too_many_fds(pair->ends[0]);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), -EBADMSG);
	assert_int_equal(fds[0], NO_FD);
	assert_int_equal(fds[1], NO_FD);
	assert_int_equal(count_fds(), before);
}

static void truncated_messages_lose_no_descriptor(void **state)
{
	const struct pair *pair = *state;
	const int sent = STDIN_FILENO;
	uint8_t buffer[4];
	int fds[MESSAGE_FDS_MAX];
	int before = count_fds();

	assert_int_equal(message_send(pair->ends[0], hello, 5, &sent, 1), 0);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), -EBADMSG);
	assert_int_equal(fds[0], NO_FD);
	assert_int_equal(count_fds(), before);
}

static void deadlines_are_kept(void **state)
{
	const struct pair *pair = *state;
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];
	int64_t start = boottime_ms();

	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, start + 50),
			 -ETIMEDOUT);
	assert_true(boottime_ms() >= start + 50);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0),
			 -ETIMEDOUT);
}

static void the_end_is_told(void **state)
{
	struct pair *pair = *state;
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];

	assert_int_equal(message_send(pair->ends[0], hello, 5, NULL, 0), 0);
	close(TAKE_FD(pair->ends[0]));
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), 5);
	assert_int_equal(message_receive(pair->ends[1], buffer, sizeof(buffer), fds, 0), 0);
	assert_int_equal(message_send(pair->ends[1], hello, 5, NULL, 0), -EPIPE);
}

static void a_deaf_peer_does_not_block(void **state)
{
	const struct pair *pair = *state;
	static uint8_t large[96 * 1024];
	int error = 0;

	for (int i = 0; i < 1000 && error == 0; i++)
		error = message_send(pair->ends[0], large, sizeof(large), NULL, 0);
	assert_int_equal(error, -EAGAIN);
}

int main(void)
{
#define PAIR_TEST(name) cmocka_unit_test_setup_teardown(name, pair_open, pair_close)
	const struct CMUnitTest tests[] = {
		PAIR_TEST(messages_keep_their_bounds),
		PAIR_TEST(descriptors_arrive_close_on_exec),
		PAIR_TEST(too_many_descriptors_are_all_closed),
		PAIR_TEST(truncated_messages_lose_no_descriptor),
		PAIR_TEST(deadlines_are_kept),
		PAIR_TEST(the_end_is_told),
		PAIR_TEST(a_deaf_peer_does_not_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
