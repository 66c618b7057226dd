/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From root in the jail to the user's program: groups, ids, directory, environment, execve(2).
 * It must never: go on as root, be there to be looked into before execve(2), or pass on a
 * descriptor that was not meant for the program.
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

/*
 * Becomes the user and the program in this process; terminal_fd, or NO_FD, is the terminal for
 * those of program->files that have none. parent_pidfd is of the process that it is to die with.
 * Ends the process if something fails.
 */
_Noreturn void session_exec(const struct session_program *program, int terminal_fd,
			    int parent_pidfd);

/*
 * The user's ids and the host's groups, as far as the jail has them, for good; the process can not
 * be looked into and dies with the one of parent_pidfd. 0 or -errno.
 */
int session_become(const struct request *request, int parent_pidfd);
