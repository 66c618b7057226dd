/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the administrator's terminal and the one in the jail: bytes both ways, the size, raw
 * mode. It must never: leave the terminal raw, or let the jail have it.
 */
#pragma once

/*
 * Waits for the session's process to end, and meanwhile carries bytes if a terminal's master comes
 * over socket_fd. A signal that asks this process to end closes the socket, which ends the session.
 * Returns the exit code of the process.
 */
int run_terminal_serve(int socket_fd, int child);

/* Blocks the signals that are waited for; to be called before the child is forked. 0 or -errno. */
int run_terminal_prepare(void);
