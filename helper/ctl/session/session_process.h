/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two processes of a session that the administrator opens by hand: this one keeps his terminal,
 * another, in a session of its own, goes into the jail. What they share is a socket, over which the
 * jail's terminal comes out. It must never: let the second one have the terminal, or the program a
 * file of the administrator's.
 */
#pragma once

struct session_process {
	const char *command; /* for messages */
	/*
	 * Runs in the second process. socket_fd: to the first one; files: what is to be 0, 1 and 2
	 * of the program: pipes, NO_FD for a terminal of the jail's own. Returns the exit code.
	 */
	int (*run)(void *data, int socket_fd, const int files[3]);
	void *data;
};

/* Returns the exit code of the second process, or RUN_STATUS_NONE with the fault told. */
int session_process_run(const struct session_process *process);
