/* SPDX-License-Identifier: BSD-3-Clause */
/* The last steps before the user's program; see run_program.h. */
#include "run_program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"
#include "printable.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define DEFAULT_SHELL "/bin/sh"
#define DEFAULT_PATH  "/usr/local/bin:/usr/bin:/bin"

_Noreturn static void die(int status, const char *what, int error)
{
	(void)fputs("nsjailctl run: ", stderr);
	printable_write(stderr, what);
	(void)fprintf(stderr, ": %s\n", strerror(error));
	_exit(status);
}

static void descriptors_place(const int files[3], int terminal_fd)
{
	if (setsid() < 0 || (terminal_fd >= 0 && ioctl(terminal_fd, TIOCSCTTY, 0) < 0))
		die(RUN_STATUS_NONE, "no session of its own", errno);
	for (int i = 0; i < 3; i++)
		if (dup2(files[i] < 0 ? terminal_fd : files[i], i) < 0)
			_exit(RUN_STATUS_NONE);
	if (close_range(3, ~0U, 0) < 0)
		die(RUN_STATUS_NONE, "descriptors can not be closed", errno);
}

/* The groups as sshd takes them: from the jail's file, which the host has made. */
static void user_become(const struct request *request)
{
	if (initgroups(request->user, request->gid) < 0 ||
	    setresgid(request->gid, request->gid, request->gid) < 0 ||
	    setresuid(request->uid, request->uid, request->uid) < 0)
		die(RUN_STATUS_NONE, "the user's ids can not be taken", errno);
	if (request->uid != 0 && (setuid(0) == 0 || setgid(0) == 0))
		die(RUN_STATUS_NONE, "root was not given up", EPERM);
}

static void signals_reset(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What PAM's modules have set wins. */
static void environment_make(const struct request *request, const char *shell, char *const *more)
{
	_cleanup_free_ char *terminal = NULL;
	const char *found = getenv("TERM");
	const struct {
		const char *name, *value;
	} values[] = {
		{ "USER", request->user }, { "LOGNAME", request->user }, { "HOME", request->home },
		{ "SHELL", shell },	   { "PATH", DEFAULT_PATH },
	};

	terminal = found == NULL ? NULL : strdup(found);
	if (clearenv() != 0)
		die(RUN_STATUS_NONE, "no environment", ENOMEM);
	if (terminal != NULL)
		(void)setenv("TERM", terminal, 1);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		(void)setenv(values[i].name, values[i].value, 1);
	for (; more != NULL && *more != NULL; more++)
		(void)putenv(*more);
}

/* A login shell is told so by a '-' before its name. */
_Noreturn static void shell_exec(const char *shell)
{
	const char *slash = strrchr(shell, '/');
	_cleanup_free_ char *name = NULL;

	if (asprintf(&name, "-%s", slash == NULL ? shell : slash + 1) < 0)
		_exit(RUN_STATUS_NONE);
	(void)execl(shell, name, (char *)NULL);
	die(errno == ENOENT ? RUN_STATUS_NOT_FOUND : RUN_STATUS_NO_EXEC, shell, errno);
}

_Noreturn void run_program(const struct request *request, char *const *program, char *const *more,
			   const int files[3], int terminal_fd)
{
	const char *shell = request->shell[0] == '\0' ? DEFAULT_SHELL : request->shell;

	descriptors_place(files, terminal_fd);
	signals_reset();
	user_become(request);
	environment_make(request, shell, more);
	if (chdir(request->home) < 0 && chdir("/") < 0)
		die(RUN_STATUS_NONE, "/", errno);
	if (program[0] == NULL)
		shell_exec(shell);
	(void)execvp(program[0], program);
	die(errno == ENOENT ? RUN_STATUS_NOT_FOUND : RUN_STATUS_NO_EXEC, program[0], errno);
}
