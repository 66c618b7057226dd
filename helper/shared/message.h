/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Carries whole messages and descriptors over a SOCK_SEQPACKET socketpair.
 * It must never: block while sending, wait past a deadline, or lose a descriptor.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MESSAGE_FDS_MAX 3

/*
 * Sends one message with up to MESSAGE_FDS_MAX descriptors (unix(7), SCM_RIGHTS); they stay the
 * sender's. Never blocks, never raises SIGPIPE. -errno of sendmsg(2); -EAGAIN if the peer does not
 * read.
 */
int message_send(int socket_fd, const uint8_t *buffer, size_t length, const int *fds,
		 size_t fd_count);

/*
 * Waits until deadline_ms (CLOCK_BOOTTIME, milliseconds) for one message. Returns its length, 0 at
 * end of file, -ETIMEDOUT, -EBADMSG (truncated, or more descriptors than MESSAGE_FDS_MAX), or
 * -errno of poll(2) and recvmsg(2). Received descriptors (CLOEXEC) become the caller's: fds has
 * MESSAGE_FDS_MAX places, those not used are NO_FD.
 */
ssize_t message_receive(int socket_fd, uint8_t *buffer, size_t size, int fds[MESSAGE_FDS_MAX],
			int64_t deadline_ms);

/* Now on CLOCK_BOOTTIME in milliseconds: suspends count, steps of the wall clock do not. */
int64_t boottime_ms(void);
