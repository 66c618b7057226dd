/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The program of a session, started by a process that has joined the jail: its terminal, its child,
 * its end. It must never: run the program outside of a jail, or give it a terminal of the host's.
 */
#pragma once

#include <stdbool.h>

struct request;

struct session_program {
	const char *command; /* for messages */
	const struct request *request;
	char *const *arguments;	  /* ends with NULL; empty: the login shell */
	char *const *environment; /* what is added, or NULL */
	int tool_fd;		  /* what is run instead of a file of the jail, or NO_FD */
	bool has_host_groups;	  /* the request's; else those of the jail's group file */
	int socket_fd; /* to the process that has the terminal: a terminal's master goes there, and
			  its end is the end of the session */
	const int *files; /* three: what becomes 0, 1 and 2 of the program; NO_FD: the jail's own
			     terminal */
};

/* Returns the exit code: that of the program, or RUN_STATUS_NONE with the fault on standard error.
 */
int session_program_run(const struct session_program *program);
