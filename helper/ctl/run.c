/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nsjailctl run: one process keeps the administrator's terminal, another opens the session and goes
 * into the jail. What they share is a socket, over which the jail's terminal comes out.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "command.h"
#include "run_session.h"
#include "run_terminal.h"
#include "shared/cleanup.h"

/*
 * Standard input becomes /dev/null, or the module would show a terminal there to the jail; what is
 * no terminal is kept for the program.
 */
static int files_keep(int files[3])
{
	_cleanup_close_ int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i < 3; i++) {
		files[i] = isatty(i) == 1 ? NO_FD : fcntl(i, F_DUPFD_CLOEXEC, 3);
		if (files[i] < 0 && isatty(i) != 1)
			return -errno;
	}
	return null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ? -errno : 0;
}

_Noreturn static void session_main(const struct ctl_options *options, char **operands,
				   int socket_fd)
{
	struct run_session session = { .options = options,
				       .user = operands[0],
				       .program = operands + 1,
				       .socket_fd = socket_fd };

	/* Not to be reached by what the administrator's terminal sends to its processes. */
	if (setsid() < 0 || files_keep(session.files) < 0) {
		perror("nsjailctl run: descriptors");
		_exit(RUN_STATUS_NONE);
	}
	_exit(run_session(&session));
}

int run_command(const struct ctl_options *options, char **operands)
{
	_cleanup_close_ int inner_fd = NO_FD;
	int ends[2];
	pid_t child;

	if (geteuid() != 0) {
		(void)fputs("nsjailctl run: only root can open sessions\n", stderr);
		return RUN_STATUS_NONE;
	}
	if (run_terminal_prepare() < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		perror("nsjailctl run");
		return RUN_STATUS_NONE;
	}
	inner_fd = ends[1];
	child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		session_main(options, operands, inner_fd);
	}
	if (child < 0) {
		perror("nsjailctl run");
		(void)close(ends[0]);
		return RUN_STATUS_NONE;
	}
	cleanup_close(&inner_fd);
	inner_fd = NO_FD;
	return run_terminal_serve(ends[0], child);
}
