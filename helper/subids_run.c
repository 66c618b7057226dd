/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_subids; see subids_run.h. */
#include "subids_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "report.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"
#include "shared/safe_path.h"

#define ANSWER_TIMEOUT_MS 3000

static int program_check(struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = safe_path_open_file(SUBIDS_PATH, &fault);

	if (fd >= 0)
		return 0;
	return report_error(report, fault.reason == NULL ? -fd : 0, "program '%s': '%s' %s",
			    SUBIDS_PATH, fault.path,
			    fault.reason == NULL ? "can not be opened" : fault.reason);
}

static int program_spawn(const struct request *request, int output_fd, pid_t *ret_pid)
{
	char uid[16], name[] = "pam_nsjail_subids";
	char *const arguments[] = { name, request->user, uid, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	(void)snprintf(uid, sizeof(uid), "%u", request->uid);
	error = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn(ret_pid, SUBIDS_PATH, &actions, NULL, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Reads until the end or the deadline; what is no whole line is not an answer of ours. */
static int answer_read(int fd, char *answer, size_t size)
{
	int64_t deadline_ms = boottime_ms() + ANSWER_TIMEOUT_MS;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	ssize_t length;
	char *end;

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
	end = strchr(answer, '\n');
	if (end == NULL || end == answer)
		return -ENODATA;
	*end = '\0';
	return 0;
}

int subids_run(const struct request *request, char *answer, size_t size, struct report *report)
{
	_cleanup_close_ int output_fd = NO_FD;
	int ends[2];
	pid_t pid;
	int error = program_check(report);

	if (error < 0)
		return error;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return report_error(report, errno, "no pipe for '%s'", SUBIDS_PATH);
	output_fd = ends[0];
	error = program_spawn(request, ends[1], &pid);
	(void)close(ends[1]);
	if (error < 0)
		return report_error(report, -error, "program '%s' can not be started", SUBIDS_PATH);
	error = answer_read(output_fd, answer, size);
	/* It has said what it had to say; one that stays on must not hold us up. */
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return error < 0 ? report_error(report, -error, "no answer from '%s'", SUBIDS_PATH) : 0;
}
