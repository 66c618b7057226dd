/* SPDX-License-Identifier: BSD-3-Clause */
/* Two processes and what is between them; see session_process.h. */
#include "ctl/session/session_process.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "ctl/command/command.h"
#include "ctl/session/relay.h"
#include "shared/cleanup.h"

/* Both ends of what stands in for 0, 1 and 2; NO_FD for a terminal. */
struct doubles {
	int own[3], theirs[3];
};

#define DOUBLES_NONE                        \
	{                                   \
		{ NO_FD, NO_FD, NO_FD },    \
		{                           \
			NO_FD, NO_FD, NO_FD \
		}                           \
	}

static void doubles_close(int fds[3])
{
	for (size_t i = 0; i < 3; i++) {
		cleanup_close(&fds[i]);
		fds[i] = NO_FD;
	}
}

static int double_make(struct doubles *doubles, int number)
{
	bool is_input = number == STDIN_FILENO;
	int ends[2];

	if (isatty(number) == 1)
		return 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	doubles->own[number] = ends[is_input ? 1 : 0];
	doubles->theirs[number] = ends[is_input ? 0 : 1];
	return 0;
}

static int doubles_make(struct doubles *doubles)
{
	int error = 0;

	for (int i = 0; error == 0 && i < 3; i++)
		error = double_make(doubles, i);
	return error;
}

/* Standard input becomes /dev/null, or the module would show a terminal there to the jail. */
static int input_hide(void)
{
	_cleanup_close_ int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	return null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ? -errno : 0;
}

_Noreturn static void session_main(const struct session_process *process, struct doubles *doubles,
				   int socket_fd)
{
	doubles_close(doubles->own);
	/* Not to be reached by what the administrator's terminal sends to its processes. */
	if (setsid() < 0 || input_hide() < 0) {
		(void)fprintf(stderr, "nsjailctl %s: %s\n", process->command, strerror(errno));
		_exit(RUN_STATUS_NONE);
	}
	_exit(process->run(process->data, socket_fd, doubles->theirs));
}

static int fault(const struct session_process *process, struct doubles *doubles, int error)
{
	(void)fprintf(stderr, "nsjailctl %s: no session: %s\n", process->command, strerror(-error));
	doubles_close(doubles->own);
	doubles_close(doubles->theirs);
	return RUN_STATUS_NONE;
}

int session_process_run(const struct session_process *process)
{
	struct doubles doubles = DOUBLES_NONE;
	struct relay_pipes pipes;
	int ends[2] = { NO_FD, NO_FD };
	int error = relay_prepare();
	pid_t child;

	if (error == 0)
		error = doubles_make(&doubles);
	if (error == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		error = -errno;
	if (error < 0)
		return fault(process, &doubles, error);
	child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		session_main(process, &doubles, ends[1]);
	}
	error = errno;
	(void)close(ends[1]);
	if (child < 0) {
		(void)close(ends[0]);
		return fault(process, &doubles, -error);
	}
	doubles_close(doubles.theirs);
	pipes = (struct relay_pipes){ doubles.own[0], doubles.own[1], doubles.own[2] };
	return relay_serve(ends[0], child, &pipes);
}
