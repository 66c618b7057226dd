/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking systemd for a sign of life; see stop_round.h. */
#include "keeper/stop_round.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "shared/cleanup.h"
#include "shared/message.h"

static const char barrier[] = "BARRIER=1";

/* systemd closes what comes with that word as soon as it reads it, and has one thread alone. */
int stop_round_open(void)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX,
					     .sun_path = "/run/systemd/notify" };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	_cleanup_close_ int end_fd = NO_FD, held_fd = NO_FD;
	int ends[2], error;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	end_fd = ends[0];
	held_fd = ends[1];
	error = message_send(fd, (const uint8_t *)barrier, strlen(barrier), &held_fd, 1);
	return error < 0 ? error : TAKE_FD(end_fd);
}
