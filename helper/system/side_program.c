/* SPDX-License-Identifier: BSD-3-Clause */
/* Running our own small programs; see side_program.h. */
#include "system/side_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/safe_path.h"
#include "system/report.h"

int side_program_check(const char *path, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open_file(path, &fault);

	if (fd >= 0)
		return 0;
	return report_error(report, fault.reason == NULL ? -fd : fault.errnum,
			    "program '%s': '%s' %s", path, fault.path,
			    fault.reason == NULL ? "can not be opened" : fault.reason);
}

/* What is duplicated loses its close-on-exec, also onto itself (posix_spawn(3)). */
static int program_spawn(const struct side_program *program, int output_fd, pid_t *ret_pid)
{
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	error = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
	if (error == 0 && program->fd >= 0)
		error = posix_spawn_file_actions_adddup2(&actions, program->fd, SIDE_PROGRAM_FD);
	if (error == 0)
		error = posix_spawn(ret_pid, program->path, &actions, NULL, program->arguments,
				    environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Reads until the end or the deadline; what is no whole line is not an answer of ours. */
static int answer_read(int fd, const struct patience *patience, char *answer, size_t size)
{
	size_t used = 0;
	ssize_t length;
	char *end;

	while (used < size - 1) {
		if (patience_wait(patience, fd) < 0)
			return -ETIMEDOUT;
		length = read(fd, answer + used, size - 1 - used);
		if (length <= 0)
			break;
		used += (size_t)length;
	}
	answer[used] = '\0';
	end = strchr(answer, '\n');
	if (end == NULL || end == answer)
		return -ENODATA;
	*end = '\0';
	return 0;
}

int side_program_run(const struct side_program *program, char *answer, size_t size,
		     struct report *report)
{
	struct patience patience = { .hang_ms = program->hang_ms,
				     .end_ms = boottime_ms() + LOGIN_HELPER_MS,
				     .tell = report_at_work,
				     .tell_data = report };
	_cleanup_close_ int output_fd = NO_FD;
	int ends[2];
	pid_t pid = -1;
	int error = side_program_check(program->path, report);

	if (error < 0)
		return error;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for '%s'", program->path);
	output_fd = ends[0];
	error = program_spawn(program, ends[1], &pid);
	(void)close(ends[1]);
	if (error < 0)
		return report_error(report, -error, "program '%s' can not be started",
				    program->path);
	patience.worker = pid;
	error = answer_read(output_fd, &patience, answer, size);
	/* Whether it has answered or not: nobody waits for what it may still want to do. */
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return error < 0 ? report_error(report, -error, "no answer from '%s'", program->path) : 0;
}
