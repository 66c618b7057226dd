/* SPDX-License-Identifier: BSD-3-Clause */
/* The administrator's programs; see hook.h. */
#include "keeper/hook.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/safe_path.h"
#include "system/privileges.h"
#include "system/report.h"

#define HOOK_TIMEOUT_MS	  5000
#define HOOK_VARIABLES	  12
#define HOOK_VARIABLE_MAX 512

struct hook_environment {
	size_t count;
	char text[HOOK_VARIABLES][HOOK_VARIABLE_MAX];
	char *list[HOOK_VARIABLES + 1];
};

/* What is too long is cut: a value is for people, nothing is found by it. */
__attribute__((format(printf, 2, 3))) static void variable_add(struct hook_environment *environment,
							       const char *format, ...)
{
	char *place = environment->text[environment->count];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(place, HOOK_VARIABLE_MAX, format, arguments);
	va_end(arguments);
	environment->list[environment->count++] = place;
}

static void environment_fill(struct hook_environment *environment, const char *event,
			     const struct jail_plan *plan, const struct request *request)
{
	*environment = (struct hook_environment){ 0 };
	variable_add(environment, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	variable_add(environment, "NSJAIL_EVENT=%s", event);
	variable_add(environment, "NSJAIL_USER=%s", request->user);
	variable_add(environment, "NSJAIL_HOME=%s", request->home);
	variable_add(environment, "NSJAIL_ROOTFS=%s", plan->rootfs);
	variable_add(environment, "NSJAIL_SERVICE=%s", request->service);
	variable_add(environment, "NSJAIL_UID=%u", request->uid);
	variable_add(environment, "NSJAIL_GID=%u", request->gid);
	variable_add(environment, "NSJAIL_ID=%08x", request->session_id);
}

/* By path, not by descriptor: a script's interpreter could not open a CLOEXEC one. */
static int program_check(const char *path, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open_file(path, &fault);
	struct stat status;

	if (fd < 0)
		return report_error(report, fault.reason == NULL ? -fd : fault.errnum,
				    "program '%s': '%s' %s", path, fault.path,
				    fault.reason == NULL ? "can not be opened" : fault.reason);
	if (fstat(fd, &status) < 0 || (status.st_mode & S_IXUSR) == 0)
		return report_error(report, EACCES, "program '%s'", path);
	return 0;
}

/* A process group of its own, so that what it started can be ended with it. */
static int spawn_clean(const char *path, const posix_spawnattr_t *attributes,
		       char *const *environment, pid_t *ret_pid)
{
	char name[HOOK_VARIABLE_MAX];
	char *const arguments[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	(void)snprintf(name, sizeof(name), "%s", path);
	error = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	if (error == 0)
		error = posix_spawn(ret_pid, path, &actions, attributes, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

static int program_spawn(const char *path, char *const *environment, pid_t *ret_pid)
{
	posix_spawnattr_t attributes;
	sigset_t all, none;
	int error = posix_spawnattr_init(&attributes);

	if (error != 0)
		return -error;
	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
							    POSIX_SPAWN_SETSIGMASK);
	(void)posix_spawnattr_setsigdefault(&attributes, &all);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	privileges_oom_protect(false);
	error = spawn_clean(path, &attributes, environment, ret_pid);
	privileges_oom_protect(true);
	(void)posix_spawnattr_destroy(&attributes);
	return error;
}

static int program_wait(pid_t pid, const char *path, struct report *report)
{
	_cleanup_close_ int pidfd = pidfd_open(pid, 0);
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };
	int ready = pidfd < 0 ? 0 : poll(&ended, 1, HOOK_TIMEOUT_MS);
	int status = 0;

	if (ready != 1) {
		(void)kill(-pid, SIGKILL);
		/* It may have left its group. */
		(void)kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (ready != 1)
		return report_error(report, ETIMEDOUT, "program '%s' has not ended", path);
	if (WIFSIGNALED(status))
		return report_error(report, 0, "program '%s' was ended by signal %d", path,
				    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return report_error(report, 0, "program '%s' ended with status %d", path,
				    WEXITSTATUS(status));
	return 0;
}

static int program_run(const char *path, const struct hook_environment *environment,
		       struct report *report)
{
	int error = program_check(path, report);
	pid_t pid = -1;

	if (error < 0)
		return error;
	error = program_spawn(path, environment->list, &pid);
	if (error < 0)
		return report_error(report, -error, "program '%s' can not be started", path);
	return program_wait(pid, path, report);
}

int hook_create(const struct jail_plan *plan, const struct request *request, int init_pid,
		struct report *report)
{
	struct hook_environment environment;

	if (plan->on_create == NULL)
		return 0;
	environment_fill(&environment, "create", plan, request);
	variable_add(&environment, "NSJAIL_INIT_PID=%u", (unsigned int)init_pid);
	return program_run(plan->on_create, &environment, report);
}

/* Waits for the end of the pipe, then works as if it had been called then. */
_Noreturn static void destroyer_main(const struct jail_plan *plan, const struct request *request,
				     int end_fd)
{
	struct report report = { .socket_fd = NO_FD };
	struct hook_environment environment;
	char byte;

	(void)prctl(PR_SET_NAME, "nsjail-destroy");
	/* systemd stops us together with the keeper, whose end is what we wait for. */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (dup2(end_fd, STDIN_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0U, 0) < 0)
		_exit(EXIT_FAILURE);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		continue;
	/* The lowest free descriptor: the program's input is what it is for on_create. */
	(void)close(STDIN_FILENO);
	(void)open("/dev/null", O_RDONLY);
	environment_fill(&environment, "destroy", plan, request);
	if (program_run(plan->on_destroy, &environment, &report) < 0)
		syslog(LOG_AUTHPRIV | LOG_ERR, "pam_nsjail: on_destroy [%08x] user '%s': %s",
		       request->session_id, request->user, report.text);
	_exit(report.error_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int hook_destroy_prepare(struct hook_destroyer *ret_destroyer, const struct jail_plan *plan,
			 const struct request *request, struct report *report)
{
	int ends[2];
	pid_t pid;

	*ret_destroyer = (struct hook_destroyer){ .end_fd = NO_FD };
	if (plan->on_destroy == NULL)
		return 0;
	if (program_check(plan->on_destroy, report) < 0)
		return -EPERM;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for on_destroy");
	pid = fork();
	if (pid == 0) {
		(void)close(ends[1]);
		destroyer_main(plan, request, ends[0]);
	}
	(void)close(ends[0]);
	if (pid < 0) {
		int error = errno;

		(void)close(ends[1]);
		return report_error(report, error, "no process for on_destroy");
	}
	*ret_destroyer = (struct hook_destroyer){ .pid = pid, .end_fd = ends[1] };
	return 0;
}

void hook_destroy(struct hook_destroyer *destroyer)
{
	cleanup_close(&destroyer->end_fd);
	destroyer->end_fd = NO_FD;
	while (destroyer->pid > 0 && waitpid(destroyer->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	destroyer->pid = 0;
}
