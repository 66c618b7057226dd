/* SPDX-License-Identifier: BSD-3-Clause */
/* A process in the place of another; see stand_in.h. */
#include "limits/stand_in.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/cleanup.h"
#include "system/memory.h"
#include "system/privileges.h"

static const int endings[] = { SIGTERM, SIGHUP, SIGINT, SIGPIPE };

/* Every signal does what it does by default: that is all that it is for. */
_Noreturn static void stand_in_main(pid_t maker)
{
	sigset_t none;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != maker)
		_exit(EXIT_FAILURE);
	(void)prctl(PR_SET_NAME, "nsjail-standin");
	(void)close_range(STDIN_FILENO, ~0U, 0);
	if (privileges_drop_all() < 0)
		_exit(EXIT_FAILURE);
	memory_abandon();
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		(void)signal(endings[i], SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (;;)
		(void)pause();
}

pid_t stand_in_start(int procs_fd)
{
	pid_t maker = getpid();
	pid_t pid = fork();
	char text[16];
	int length, error = 0;

	if (pid == 0)
		stand_in_main(maker);
	if (pid < 0)
		return -errno;
	length = snprintf(text, sizeof(text), "%d", pid);
	if (write(procs_fd, text, (size_t)length) != length)
		error = -errno;
	if (error < 0)
		stand_in_end(&pid);
	return error < 0 ? error : pid;
}

bool stand_in_is_over(pid_t *pid)
{
	int status = 0;

	if (*pid <= 0 || waitpid(*pid, &status, WNOHANG) != *pid)
		return false;
	*pid = 0;
	return WIFSIGNALED(status);
}

void stand_in_end(pid_t *pid)
{
	if (*pid > 0)
		(void)kill(*pid, SIGKILL);
	while (*pid > 0 && waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	*pid = 0;
}
