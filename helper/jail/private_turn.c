/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "jail/private_turn.h"

#include "shared/cleanup.h"
#include "shared/message.h"

int private_turn_pass(int turn_fd, enum turn turn, int fd)
{
	uint8_t byte = (uint8_t)turn;

	return message_send(turn_fd, &byte, sizeof(byte), &fd, fd >= 0 ? 1 : 0);
}

int private_turn_wait(int turn_fd, int timeout_ms, int *ret_fd)
{
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };
	uint8_t byte = 0;
	ssize_t length =
		message_receive(turn_fd, &byte, sizeof(byte), fds, boottime_ms() + timeout_ms);

	cleanup_close(&fds[1]);
	cleanup_close(&fds[2]);
	*ret_fd = fds[0];
	if (length < 0)
		return (int)length;
	return length == 0 ? -EPIPE : byte;
}
