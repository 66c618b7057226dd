/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process that opens the session: it joins the jail as sshd's does, starts the user's program
 * in it, and closes the session when that has ended. It must never: run the program outside of a
 * jail, or give it a terminal of the host's.
 */
#pragma once

#include <stdbool.h>

struct ctl_options;

struct run_session {
	const struct ctl_options *options;
	const char *user;
	char **program; /* ends with NULL; empty: the login shell */
	int socket_fd;	/* to the process that has the terminal: a terminal's master goes there, and
			   its end is the end of the session */
	int files[3];	/* what becomes 0, 1 and 2 of the program; NO_FD: the jail's own terminal */
};

/* Returns the exit code: that of the program, or RUN_STATUS_NONE with the fault on standard error.
 */
int run_session(const struct run_session *session);
