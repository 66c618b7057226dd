/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two processes of a session that the administrator opens by hand: this one keeps his terminal,
 * another, in a session of its own, goes into the jail. What they share is a socket, over which the
 * jail's terminal comes out. It must never: let the second one have the terminal.
 */
#pragma once

#include <stdbool.h>

struct session_process {
	const char *command; /* for messages */
	bool passes_files;   /* what is no terminal goes to the program as it is; else over pipes */
	/*
	 * Runs in the second process. socket_fd: to the first one; files: what is to be 0, 1 and 2
	 * of the program, NO_FD for a terminal of the jail's own. Returns the exit code.
	 */
	int (*run)(void *data, int socket_fd, const int files[3]);
	void *data;
};

/* Returns the exit code of the second process, or RUN_STATUS_NONE with the fault told. */
int session_process_run(const struct session_process *process);
