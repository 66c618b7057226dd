/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl run: a program in a session of the user's, opened through PAM as a login is. */
#include <stdio.h>
#include <unistd.h>

#include "ctl/command/command.h"
#include "ctl/run/run_session.h"
#include "ctl/session/session_process.h"

static int session_run(void *data, int socket_fd, const int files[3])
{
	struct run_session *session = data;

	session->socket_fd = socket_fd;
	session->files = files;
	return run_session(session);
}

int run_command(const struct ctl_options *options, char **operands)
{
	struct run_session session = { .options = options,
				       .user = operands[0],
				       .program = operands + 1 };
	const struct session_process process = { .command = "run",
						 .run = session_run,
						 .data = &session };

	if (geteuid() == 0)
		return session_process_run(&process);
	(void)fputs("nsjailctl run: only root can open sessions\n", stderr);
	return RUN_STATUS_NONE;
}
