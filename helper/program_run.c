/* SPDX-License-Identifier: BSD-3-Clause */
/* Running a small program of ours; see program_run.h. */
#include "program_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include "report.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/safe_path.h"

static int program_check(const char *path, struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open_file(path, &fault);

	if (fd >= 0)
		return 0;
	return report_error(report, fault.reason == NULL ? -fd : 0, "program '%s': '%s' %s", path,
			    fault.path, fault.reason == NULL ? "can not be opened" : fault.reason);
}

static int program_spawn(char *const *arguments, int output_fd, pid_t *ret_pid)
{
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	error = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn(ret_pid, arguments[0], &actions, NULL, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Reads until the end or the deadline; what does not fit is not an answer of ours. */
static int answer_read(int fd, int64_t deadline_ms, char *answer, size_t size)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	ssize_t length;

	while (used < size - 1) {
		int64_t left = deadline_ms - boottime_ms();

		if (poll(&ready, 1, left > 0 ? (int)left : 0) != 1)
			return -ETIMEDOUT;
		length = read(fd, answer + used, size - 1 - used);
		if (length <= 0)
			break;
		used += (size_t)length;
	}
	answer[used] = '\0';
	answer[strcspn(answer, "\n")] = '\0';
	return answer[0] == '\0' ? -ENODATA : 0;
}

int program_run(char *const *arguments, int timeout_ms, char *answer, size_t size,
		struct report *report)
{
	int64_t deadline_ms = boottime_ms() + timeout_ms;
	_cleanup_close_ int output_fd = NO_FD;
	int ends[2];
	pid_t pid;
	int error = program_check(arguments[0], report);

	if (error < 0)
		return error;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for '%s'", arguments[0]);
	output_fd = ends[0];
	error = program_spawn(arguments, ends[1], &pid);
	(void)close(ends[1]);
	if (error < 0)
		return report_error(report, -error, "program '%s' can not be started",
				    arguments[0]);
	error = answer_read(output_fd, deadline_ms, answer, size);
	if (error < 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return error < 0 ? report_error(report, -error, "no answer from '%s'", arguments[0]) : 0;
}
