/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process that opens a session through PAM: it joins the jail as sshd's does, starts the user's
 * program in it, and closes the session when that has ended. It must never: run the program outside
 * of a jail.
 */
#pragma once

struct ctl_options;

struct run_session {
	const struct ctl_options *options;
	const char *user;
	char **program;	  /* ends with NULL; empty: the login shell */
	int socket_fd;	  /* as in struct session_program */
	const int *files; /* the same */
};

/* Returns the exit code: that of the program, or RUN_STATUS_NONE with the fault on standard error.
 */
int run_session(const struct run_session *session);
