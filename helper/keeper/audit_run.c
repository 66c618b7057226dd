/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_audit; see audit_run.h. */
#include "keeper/audit_run.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/report.h"
#include "system/side_program.h"

#define END_TIMEOUT_MS 1000

/* "" in a build without libaudit. */
static const char program_path[] = AUDIT_PATH;

static int spawn(int program_end_fd, pid_t *ret_pid)
{
	char name[] = "pam_nsjail_audit";
	char *const arguments[] = { name, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	error = posix_spawn_file_actions_adddup2(&actions, program_end_fd, SIDE_PROGRAM_FD);
	if (error == 0)
		error = posix_spawn(ret_pid, program_path, &actions, NULL, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return -error;
}

int audit_start(struct audit_link *ret_link, const struct jail_plan *plan, struct report *report)
{
	_cleanup_close_ int own_fd = NO_FD;
	struct audit_link link = AUDIT_LINK_NONE;
	int ends[2];
	int error;

	*ret_link = link;
	if (!plan->has_audit_events)
		return 0;
	if (program_path[0] == '\0')
		return jail_plan_value_error(plan, "audit_events", report,
					     "this build has no libaudit");
	error = side_program_check(program_path, report);
	if (error < 0)
		return error;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return report_error(report, errno, "no socket for '%s'", program_path);
	own_fd = ends[0];
	error = spawn(ends[1], &link.pid);
	(void)close(ends[1]);
	if (error < 0)
		return report_error(report, -error, "program '%s' can not be started",
				    program_path);
	link.socket_fd = TAKE_FD(own_fd);
	*ret_link = link;
	return 0;
}

void audit_tell(const struct audit_link *link, const char *text)
{
	if (link->pid > 0)
		(void)message_send(link->socket_fd, (const uint8_t *)text, strlen(text), NULL, 0);
}

void audit_end(struct audit_link *link)
{
	_cleanup_close_ int pidfd = link->pid > 0 ? pidfd_open(link->pid, 0) : NO_FD;
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };

	cleanup_close(&link->socket_fd);
	link->socket_fd = NO_FD;
	if (link->pid <= 0)
		return;
	/* Both are the host's root, so no privilege is needed for the signal. */
	if (pidfd < 0 || poll(&ended, 1, END_TIMEOUT_MS) != 1)
		(void)kill(link->pid, SIGKILL);
	while (waitpid(link->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	link->pid = 0;
}
