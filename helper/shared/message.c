/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving; what they promise stands in the header. */
#include "shared/message.h"

#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "shared/cleanup.h"

/* Room for one SCM_RIGHTS message, aligned as cmsg(3) wants it. */
union control_buffer {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(MESSAGE_FDS_MAX * sizeof(int))];
};

static void attach_fds(struct msghdr *message, union control_buffer *control, const int *fds,
		       size_t fd_count)
{
	struct cmsghdr *header;

	if (fd_count == 0)
		return;
	message->msg_control = control->bytes;
	message->msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
	header = &control->align;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
	memcpy(CMSG_DATA(header), fds, fd_count * sizeof(int));
}

int message_send(int socket_fd, const uint8_t *buffer, size_t length, const int *fds,
		 size_t fd_count)
{
	union control_buffer control = { .bytes = { 0 } };
	struct iovec part = { .iov_base = (void *)(uintptr_t)buffer, .iov_len = length };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t sent;

	if (fd_count > MESSAGE_FDS_MAX)
		return -EINVAL;
	attach_fds(&message, &control, fds, fd_count);
	do
		sent = sendmsg(socket_fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return -errno;
	return (size_t)sent == length ? 0 : -EIO;
}

int64_t boottime_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME,
			    &now); /* can not fail: the clock is there since 2.6.39 */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_readable(int socket_fd, int64_t deadline_ms)
{
	struct pollfd item = { .fd = socket_fd, .events = POLLIN };

	for (;;) {
		int64_t left = deadline_ms - boottime_ms();
		int ready = poll(&item, 1, left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left);

		if (ready > 0)
			return 0;
		if (ready < 0 && errno != EINTR)
			return -errno;
		/* Who was interrupted has not looked yet. */
		if (ready == 0 && left <= 0)
			return -ETIMEDOUT;
	}
}

static void take_fds(struct msghdr *message, int *fds)
{
	size_t taken = 0;

	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
	     header = CMSG_NXTHDR(message, header)) {
		size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count && taken < MESSAGE_FDS_MAX; i++)
			memcpy(&fds[taken++], CMSG_DATA(header) + i * sizeof(int), sizeof(int));
	}
}

/*
 * A peer that ends without having read all resets the connection, which is said once and before
 * its last words; they are still there.
 */
static bool is_first_reset(bool *is_reset)
{
	bool is_first = errno == ECONNRESET && !*is_reset;

	*is_reset = *is_reset || is_first;
	return is_first;
}

ssize_t message_receive(int socket_fd, uint8_t *buffer, size_t size, int fds[MESSAGE_FDS_MAX],
			int64_t deadline_ms)
{
	union control_buffer control = { .bytes = { 0 } };
	struct iovec part = { .iov_base = buffer, .iov_len = size };
	/* Not CMSG_SPACE: its padding could take in one descriptor more than there are places. */
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_LEN(MESSAGE_FDS_MAX * sizeof(int)),
	};
	bool is_reset = false;
	ssize_t received;

	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		fds[i] = NO_FD;
	do {
		int error = wait_readable(socket_fd, deadline_ms);

		if (error < 0)
			return error;
		received = recvmsg(socket_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	} while (received < 0 && (errno == EINTR || errno == EAGAIN || is_first_reset(&is_reset)));
	if (received < 0)
		return -errno;
	take_fds(&message, fds);
	if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return received;
	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++) {
		cleanup_close(&fds[i]);
		fds[i] = NO_FD;
	}
	return -EBADMSG;
}
