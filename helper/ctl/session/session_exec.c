/* SPDX-License-Identifier: BSD-3-Clause */
/* The last steps before the user's program; see session_exec.h. */
#include "ctl/session/session_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ctl/command/command.h"
#include "ctl/output/printable.h"
#include "shared/cleanup.h"
#include "shared/request.h"

#define DEFAULT_SHELL "/bin/sh"
#define DEFAULT_PATH  "/usr/local/bin:/usr/bin:/bin"

/* What the program is not to have but needs until it is there; closed by execve(2). */
enum kept { KEPT_TOOL = 3, KEPT_PARENT, KEPT_END };

_Noreturn static void die(const struct session_program *program, int status, const char *what,
			  int error)
{
	(void)fprintf(stderr, "nsjailctl %s: ", program->command);
	printable_write(stderr, what);
	(void)fprintf(stderr, ": %s\n", strerror(error));
	_exit(status);
}

/* A copy above the places that are to be filled, so that none is overwritten before it is moved. */
static int descriptor_lift(int fd, int *ret_fd)
{
	*ret_fd = fd < 0 ? NO_FD : fcntl(fd, F_DUPFD_CLOEXEC, KEPT_END);
	return fd >= 0 && *ret_fd < 0 ? -errno : 0;
}

static int descriptors_lift(const struct session_program *program, int terminal_fd,
			    int parent_pidfd, int lifted[KEPT_END])
{
	int error = descriptor_lift(program->tool_fd, &lifted[KEPT_TOOL]);

	if (error == 0)
		error = descriptor_lift(parent_pidfd, &lifted[KEPT_PARENT]);
	for (int i = 0; error == 0 && i < KEPT_TOOL; i++)
		error = descriptor_lift(program->files[i] < 0 ? terminal_fd : program->files[i],
					&lifted[i]);
	return error;
}

static int descriptors_place(const struct session_program *program, int terminal_fd,
			     int parent_pidfd)
{
	int lifted[KEPT_END];
	int error = descriptors_lift(program, terminal_fd, parent_pidfd, lifted);

	for (int i = 0; error == 0 && i < KEPT_END; i++) {
		if (lifted[i] < 0)
			(void)close(i);
		else if (dup3(lifted[i], i, i < KEPT_TOOL ? 0 : O_CLOEXEC) < 0)
			error = -errno;
	}
	if (error == 0 && close_range(KEPT_END, ~0U, 0) < 0)
		error = -errno;
	return error;
}

/* One that the jail's ids do not cover is refused alone, and with it any list that it is in. */
static int host_groups_take(const struct request *request)
{
	_cleanup_free_ gid_t *groups = calloc(request->group_count + 1, sizeof(*groups));
	size_t count = 0;

	if (groups == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < request->group_count; i++)
		if (setgroups(1, &request->groups[i].gid) == 0)
			groups[count++] = request->groups[i].gid;
	return setgroups(count, groups) < 0 ? -errno : 0;
}

static int ids_take(const struct request *request)
{
	if (setresgid(request->gid, request->gid, request->gid) < 0 ||
	    setresuid(request->uid, request->uid, request->uid) < 0)
		return -errno;
	if (request->uid != 0 && (setuid(0) == 0 || setgid(0) == 0))
		return -EPERM;
	return 0;
}

/*
 * A change of ids sets "dumpable" to what fs.suid_dumpable says, and takes the death signal away
 * (prctl(2)). The signal is set first, then it is seen that the parent still lives.
 */
static int ids_seal(int parent_pidfd)
{
	struct pollfd parent = { .fd = parent_pidfd, .events = POLLIN };

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	return poll(&parent, 1, 0) == 0 ? 0 : -ESRCH;
}

int session_become(const struct request *request, int parent_pidfd)
{
	int error = host_groups_take(request);

	if (error == 0)
		error = ids_take(request);
	return error < 0 ? error : ids_seal(parent_pidfd);
}

/* The groups as sshd takes them: from the jail's file, which the host has made. */
static int user_become(const struct session_program *program)
{
	const struct request *request = program->request;
	int error;

	if (program->has_host_groups)
		return session_become(request, KEPT_PARENT);
	if (initgroups(request->user, request->gid) < 0)
		return -errno;
	error = ids_take(request);
	return error < 0 ? error : ids_seal(KEPT_PARENT);
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
static int environment_make(const struct request *request, const char *shell, char *const *more)
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
		return -ENOMEM;
	if (terminal != NULL)
		(void)setenv("TERM", terminal, 1);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		(void)setenv(values[i].name, values[i].value, 1);
	for (; more != NULL && *more != NULL; more++)
		(void)putenv(*more);
	return 0;
}

_Noreturn static void exec_failed(const struct session_program *program, const char *name)
{
	int error = errno;

	die(program, error == ENOENT ? RUN_STATUS_NOT_FOUND : RUN_STATUS_NO_EXEC, name, error);
}

/* A login shell is told so by a '-' before its name. */
_Noreturn static void shell_exec(const struct session_program *program, const char *shell)
{
	const char *slash = strrchr(shell, '/');
	_cleanup_free_ char *name = NULL;

	if (asprintf(&name, "-%s", slash == NULL ? shell : slash + 1) < 0)
		_exit(RUN_STATUS_NONE);
	(void)execl(shell, name, (char *)NULL);
	exec_failed(program, shell);
}

_Noreturn static void program_exec(const struct session_program *program, const char *shell)
{
	char *const *arguments = program->arguments;

	if (program->tool_fd >= 0) {
		(void)fexecve(KEPT_TOOL, arguments, environ);
		exec_failed(program, arguments[0]);
	}
	if (arguments[0] == NULL)
		shell_exec(program, shell);
	(void)execvp(arguments[0], arguments);
	exec_failed(program, arguments[0]);
}

_Noreturn void session_exec(const struct session_program *program, int terminal_fd,
			    int parent_pidfd)
{
	const struct request *request = program->request;
	const char *shell = request->shell[0] == '\0' ? DEFAULT_SHELL : request->shell;
	int error = 0;

	if (setsid() < 0 || (terminal_fd >= 0 && ioctl(terminal_fd, TIOCSCTTY, 0) < 0))
		die(program, RUN_STATUS_NONE, "no session of its own", errno);
	error = descriptors_place(program, terminal_fd, parent_pidfd);
	if (error < 0)
		die(program, RUN_STATUS_NONE, "descriptors", -error);
	signals_reset();
	error = user_become(program);
	if (error == 0)
		error = environment_make(request, shell, program->environment);
	if (error < 0)
		die(program, RUN_STATUS_NONE, "the user's ids can not be taken", -error);
	if (chdir(request->home) < 0 && chdir("/") < 0)
		die(program, RUN_STATUS_NONE, "/", errno);
	program_exec(program, shell);
}
