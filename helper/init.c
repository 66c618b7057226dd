/* SPDX-License-Identifier: BSD-3-Clause */
/* PID 1 of the jail; see init.h. */
#include "init.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "jail_build.h"
#include "jail_plan.h"
#include "privileges.h"
#include "report.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* fork(2) into new namespaces with a pidfd; glibc has no wrapper for clone3. */
static int init_clone(uint64_t namespaces, int *ret_pidfd)
{
	struct clone_args arguments = {
		.flags = namespaces | CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.exit_signal = SIGCHLD,
	};

	return (int)syscall(SYS_clone3, &arguments, sizeof(arguments));
}

/* The signal is set first, then it is seen that the keeper still lives: no gap between the two. */
static int keeper_bind(int keeper_pidfd)
{
	struct pollfd keeper = { .fd = keeper_pidfd, .events = POLLIN };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	return poll(&keeper, 1, 0) == 0 ? 0 : -ESRCH;
}

_Noreturn static void reap_forever(void)
{
	sigset_t child;

	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	for (;;) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		(void)sigwaitinfo(&child, NULL);
	}
}

/*
 * One zero byte says that the jail stands, a text why it does not. Nothing at all is what a dead
 * init says: the end of the socket can be read like an empty message.
 */
static void result_send(int result_fd, const struct report *report)
{
	bool stands = report->error_count == 0;

	(void)send(result_fd, stands ? "" : report->text, stands ? 1 : report->used, MSG_NOSIGNAL);
}

static int init_build(const struct jail_plan *plan, const struct request *request,
		      const struct jail_sources *sources, struct report *report, int keeper_pidfd)
{
	sigset_t all;
	int error = keeper_bind(keeper_pidfd);

	(void)sigfillset(&all);
	if (error == 0 && (sigprocmask(SIG_BLOCK, &all, NULL) < 0 || setsid() < 0))
		error = -errno;
	if (error < 0)
		return report_error(report, -error, "init can not start");
	error = jail_build_run(plan, request, sources, report);
	if (error < 0)
		return error;
	error = privileges_drop_all();
	return error < 0 ? report_error(report, -error, "init can not drop its privileges") : 0;
}

/* Nothing of the host stays open but the way to say so; that becomes descriptor 0. */
static int descriptors_close(int result_fd)
{
	if (dup2(result_fd, STDIN_FILENO) < 0 || close_range(STDIN_FILENO + 1, ~0U, 0) < 0)
		return -errno;
	return STDIN_FILENO;
}

_Noreturn static void init_main(const struct jail_plan *plan, const struct request *request,
				const struct jail_sources *sources, struct report *report,
				int keeper_pidfd, int result_fd)
{
	int error = init_build(plan, request, sources, report, keeper_pidfd);

	if (error == 0)
		result_fd = descriptors_close(result_fd);
	if (result_fd < 0)
		_exit(1);
	(void)prctl(PR_SET_NAME, "nsjail-init");
	result_send(result_fd, report);
	if (error < 0)
		_exit(1);
	(void)close(result_fd);
	reap_forever();
}

/* Waits for init's one message: 0 for a jail that stands, else -errno. */
static int result_wait(int result_fd, struct report *report, long deadline_ms)
{
	struct pollfd result = { .fd = result_fd, .events = POLLIN };
	long timeout = deadline_ms - (long)boottime_ms();
	char text[REASON_MAX] = "";
	ssize_t length;

	if (poll(&result, 1, timeout > 0 ? (int)timeout : 0) != 1)
		return report_error(report, ETIMEDOUT, "the jail was not built in time");
	length = recv(result_fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	if (length < 0)
		return report_error(report, errno, "no word from init");
	if (length == 0)
		return report_error(report, 0, "init ended while it built the jail");
	return text[0] != '\0' ? report_error(report, 0, "%s", text) : 0;
}

static void init_end(const struct jail_init *init)
{
	(void)pidfd_send_signal(init->pidfd, SIGKILL, NULL, 0);
	(void)waitpid(init->pid, NULL, 0);
	(void)close(init->pidfd);
}

int init_start(struct jail_init *ret_init, const struct jail_plan *plan,
	       const struct request *request, const struct jail_sources *sources,
	       struct report *report, long deadline_ms)
{
	/*
	 * rootfs_namespace_make unshares the mounts: init must be alone in there before the pivot.
	 * The time namespace is there already: see time_offset.h.
	 */
	uint64_t namespaces = plan->namespaces & ~(uint32_t)(CLONE_NEWNS | CLONE_NEWTIME);
	_cleanup_close_ int keeper_pidfd = pidfd_open(getpid(), 0);
	struct jail_init init = { .pid = -1, .pidfd = NO_FD };
	int result_fds[2];
	int error;

	if (keeper_pidfd < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, result_fds) < 0)
		return report_error(report, errno, "can not prepare for init");
	init.pid = init_clone(namespaces, &init.pidfd);
	if (init.pid == 0)
		init_main(plan, request, sources, report, keeper_pidfd, result_fds[1]);
	error = init.pid < 0 ? report_error(report, errno, "can not make namespaces") : 0;
	(void)close(result_fds[1]);
	if (error == 0)
		error = result_wait(result_fds[0], report, deadline_ms);
	(void)close(result_fds[0]);
	if (error == 0)
		*ret_init = init;
	else if (init.pid > 0)
		init_end(&init);
	return error;
}
