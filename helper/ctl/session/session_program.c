/* SPDX-License-Identifier: BSD-3-Clause */
/* A terminal in the jail and a program on it; see session_program.h. */
#include "ctl/session/session_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "ctl/command/command.h"
#include "ctl/session/session_exec.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"

/* The jail's end of a new terminal and the other one. */
struct pty {
	int master_fd, slave_fd;
};

static void pty_clear(struct pty *pty)
{
	cleanup_close(&pty->master_fd);
	cleanup_close(&pty->slave_fd);
}

#define _cleanup_pty_ __attribute__((cleanup(pty_clear)))

static int fault(const struct session_program *program, const char *what, int error)
{
	(void)fprintf(stderr, "nsjailctl %s: %s: %s\n", program->command, what, strerror(error));
	return RUN_STATUS_NONE;
}

/* The master goes to the process that has the host's terminal; here it is not kept. */
static int pty_make(struct pty *pty, const struct session_program *program)
{
	static const uint8_t word = 0;
	int error;

	pty->master_fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->master_fd < 0 || unlockpt(pty->master_fd) < 0)
		return -errno;
	/* By the descriptor: no path of the jail's is looked up. */
	pty->slave_fd = ioctl(pty->master_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->slave_fd < 0 || fchown(pty->slave_fd, program->request->uid, (gid_t)-1) < 0)
		return -errno;
	error = message_send(program->socket_fd, &word, sizeof(word), &pty->master_fd, 1);
	cleanup_close(&pty->master_fd);
	pty->master_fd = NO_FD;
	return error;
}

static bool wants_terminal(const struct session_program *program)
{
	return program->files[0] < 0 || program->files[1] < 0 || program->files[2] < 0;
}

static int status_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Blocked since before this process was forked; SIGTERM is how a session is asked to end. */
static int end_signal_open(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Until the program has ended, nobody is left to see it, or the session is to end. */
static int program_wait(const struct session_program *program, pid_t child)
{
	_cleanup_close_ int pidfd = pidfd_open(child, 0);
	_cleanup_close_ int signal_fd = end_signal_open();
	struct pollfd watched[] = { { .fd = pidfd, .events = POLLIN },
				    { .fd = program->socket_fd, .events = POLLIN },
				    { .fd = signal_fd, .events = POLLIN } };
	int status;

	while (pidfd >= 0 && watched[0].revents == 0 && watched[1].revents == 0 &&
	       watched[2].revents == 0)
		if (poll(watched, ARRAY_SIZE(watched), -1) < 0 && errno != EINTR)
			break;
	if (watched[0].revents == 0)
		(void)kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return RUN_STATUS_NONE;
	return status_code(status);
}

int session_program_run(const struct session_program *program)
{
	_cleanup_pty_ struct pty pty = { NO_FD, NO_FD };
	_cleanup_close_ int own_pidfd = pidfd_open(getpid(), 0);
	pid_t child;

	if (own_pidfd < 0)
		return fault(program, "no pidfd", errno);
	if (wants_terminal(program)) {
		int error = pty_make(&pty, program);

		if (error < 0)
			return fault(program, "no terminal in the jail", -error);
	}
	child = fork();
	if (child == 0)
		session_exec(program, pty.slave_fd, own_pidfd);
	cleanup_close(&pty.slave_fd);
	pty.slave_fd = NO_FD;
	return child < 0 ? fault(program, "no process in the jail", errno)
			 : program_wait(program, child);
}
