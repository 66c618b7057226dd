/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between what the administrator has as 0, 1 and 2 and what a program in a jail has: bytes both
 * ways, a terminal's size, raw mode. It must never: leave the terminal raw, or let the jail have a
 * descriptor of the host's.
 */
#pragma once

/* This process's ends of pipes; NO_FD where a terminal is, or nothing is to be carried. */
struct relay_pipes {
	int in_fd, out_fd, error_fd;
};

/*
 * Waits for the session's process to end, and meanwhile carries bytes through the pipes, which it
 * takes, and through a terminal if its master comes over socket_fd. A signal that asks this process
 * to end closes the socket, which ends the session. Returns the exit code of the process.
 */
int relay_serve(int socket_fd, int child, const struct relay_pipes *pipes);

/* Blocks the signals that are waited for; to be called before the child is forked. 0 or -errno. */
int relay_prepare(void);
