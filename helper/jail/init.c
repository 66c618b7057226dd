/* SPDX-License-Identifier: BSD-3-Clause */
/* PID 1 of the jail; see init.h. */
#include "jail/init.h"

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

#include "jail/build_run.h"
#include "jail/private_build.h"
#include "network/network.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "shared/request.h"
#include "system/memory.h"
#include "system/privileges.h"
#include "system/report.h"

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

	memory_abandon();
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
 * init says: the end of the socket can be read like an empty message. An error for which nobody had
 * words is one all the same.
 */
static void result_send(int result_fd, int error, int devices_fd, struct report *report)
{
	bool stands = error == 0 && report->error_count == 0;
	const char *text = stands ? "" : report->text;

	if (error < 0 && report->error_count == 0)
		(void)report_error(report, -error, "the jail can not be built");
	(void)message_send(result_fd, (const uint8_t *)text, stands ? 1 : report->used, &devices_fd,
			   devices_fd >= 0 ? 1 : 0);
}

/* What init is started with; it has the keeper's memory, so it finds it there. */
struct init_start {
	struct jail_build build;
	int keeper_pidfd;
	int result_fd;
};

static int init_prepare(const struct init_start *start)
{
	sigset_t all;
	int error = keeper_bind(start->keeper_pidfd);

	(void)sigfillset(&all);
	if (error == 0 && (sigprocmask(SIG_BLOCK, &all, NULL) < 0 || setsid() < 0))
		error = -errno;
	return error;
}

/* A change of ids takes the death signal away (prctl(2)), hence it is set twice. */
static int init_build(struct init_start *start)
{
	struct report *report = start->build.report;
	int error = init_prepare(start);

	if (error < 0)
		return report_error(report, -error, "init can not start");
	if (start->build.plan->has_user_namespace)
		error = private_build_inside(&start->build);
	else
		error = build_run(&start->build, BUILD_WHOLE);
	if (error < 0)
		return error;
	error = privileges_drop_all();
	if (error == 0)
		error = keeper_bind(start->keeper_pidfd);
	return error < 0 ? report_error(report, -error, "init can not drop its privileges") : 0;
}

/* Nothing of the host stays open but the way to say so, and what goes that way. */
static int descriptors_close(struct init_start *start)
{
	int *devices_fd = &start->build.devices_fd;

	if (dup2(start->result_fd, STDIN_FILENO) < 0)
		return -errno;
	if (*devices_fd >= 0 && dup2(*devices_fd, STDOUT_FILENO) < 0)
		return -errno;
	*devices_fd = *devices_fd >= 0 ? STDOUT_FILENO : NO_FD;
	start->result_fd = STDIN_FILENO;
	return close_range(*devices_fd >= 0 ? STDERR_FILENO : STDOUT_FILENO, ~0U, 0) < 0 ? -errno
											 : 0;
}

static int init_main(void *argument)
{
	struct init_start *start = argument;
	int error = init_build(start);

	if (error == 0 && descriptors_close(start) < 0)
		return EXIT_FAILURE;
	(void)prctl(PR_SET_NAME, "nsjail-init");
	result_send(start->result_fd, error, start->build.devices_fd, start->build.report);
	if (error < 0)
		return EXIT_FAILURE;
	(void)close_range(STDIN_FILENO, ~0U, 0);
	reap_forever();
}

/* What the builder and init do on a disk waits in its queue: that is no hang. */
static int worker_wait(pid_t worker, int fd, struct report *report, int64_t end_ms)
{
	const struct patience patience = { .worker = worker,
					   .hang_ms = HANG_HELPER_MS,
					   .end_ms = end_ms,
					   .tell = report_at_work,
					   .tell_data = report };

	return patience_wait(&patience, fd);
}

/* Waits for init's one message: 0 for a jail that stands, else -errno. */
static int result_wait(struct jail_init *init, int result_fd, struct report *report, int64_t end_ms)
{
	int fds[MESSAGE_FDS_MAX];
	char text[REASON_MAX] = "";
	ssize_t length;

	if (worker_wait(init->pid, result_fd, report, end_ms) < 0)
		return report_error(report, ETIMEDOUT, "the jail was not built in time");
	length = message_receive(result_fd, (uint8_t *)text, sizeof(text) - 1, fds, boottime_ms());
	if (length < 0)
		return report_error(report, (int)-length, "no word from init");
	if (fds[0] >= 0)
		init->devices_fd = fds[0];
	if (length == 0)
		return report_error(report, 0, "init ended while it built the jail");
	if (text[0] != '\0')
		return report_error(report, 0, "%s", text);
	if (init->pid < 0)
		return report_error(report, 0, "the builder ended before the jail stood");
	return 0;
}

/* One that can not be killed has our death signal, and we are about to end. */
static void init_end(struct jail_init *init)
{
	if (pidfd_send_signal(init->pidfd, SIGKILL, NULL, 0) == 0)
		(void)waitpid(init->pid, NULL, 0);
	(void)close(init->pidfd);
	cleanup_close(&init->devices_fd);
}

/* rootfs_namespace_make unshares the mounts: init must be alone in there before the pivot. */
static int start_plain(struct init_start *start, struct jail_init *ret_init)
{
	uint32_t namespaces = network_new_namespaces(start->build.plan) &
			      ~(uint32_t)(CLONE_NEWNS | CLONE_NEWTIME);
	int pidfd = NO_FD;
	int pid = init_clone(namespaces, &pidfd);

	if (pid < 0)
		return report_error(start->build.report, errno, "can not make namespaces");
	if (pid == 0)
		_exit(init_main(start));
	*ret_init = (struct jail_init){ .pid = pid, .pidfd = pidfd, .devices_fd = NO_FD };
	return 0;
}

/* The builder's last words, or none; init's pid comes first, with its pidfd and the jail's /dev. */
_Noreturn static void builder_main(struct init_start *start, int told_fd)
{
	int pid = -1, fds[] = { NO_FD, NO_FD };
	int error = keeper_bind(start->keeper_pidfd);

	if (error == 0)
		error = private_build_outside(&start->build, init_main, start, &pid, &fds[0]);
	fds[1] = start->build.devices_fd;
	if (pid > 0)
		(void)message_send(told_fd, (const uint8_t *)&pid, sizeof(pid), fds,
				   fds[1] >= 0 ? 2 : 1);
	if (error < 0)
		result_send(start->result_fd, error, NO_FD, start->build.report);
	_exit(error < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int builder_hear(pid_t builder_pid, int told_fd, struct jail_init *ret_init,
			struct report *report, int64_t end_ms)
{
	int error = worker_wait(builder_pid, told_fd, report, end_ms);
	int fds[MESSAGE_FDS_MAX];
	int pid = -1;
	ssize_t length;

	if (error < 0)
		return error;
	length = message_receive(told_fd, (uint8_t *)&pid, sizeof(pid), fds, boottime_ms());
	if (length != sizeof(pid) || fds[0] < 0)
		return length < 0 ? (int)length : -ECHILD;
	*ret_init = (struct jail_init){ .pid = pid, .pidfd = fds[0], .devices_fd = fds[1] };
	return 0;
}

/*
 * The builder ends with its work. When it ends before it could say which child init is, init has
 * our death signal, and we are about to end.
 */
static int start_private(struct init_start *start, struct jail_init *ret_init, int64_t end_ms)
{
	int told_fds[2];
	pid_t pid;
	int error;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, told_fds) < 0)
		return report_error(start->build.report, errno, "can not prepare for the builder");
	pid = fork();
	if (pid == 0)
		builder_main(start, told_fds[1]);
	(void)close(told_fds[1]);
	error = pid < 0 ? -errno
			: builder_hear(pid, told_fds[0], ret_init, start->build.report, end_ms);
	(void)close(told_fds[0]);
	if (pid > 0 && error < 0)
		(void)kill(pid, SIGKILL);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	/* The words are in the result's socket, if it had any. */
	if (error == 0 || error == -ECHILD)
		return 0;
	return report_error(start->build.report, -error, "no word from the jail's builder");
}

int init_start(struct jail_init *ret_init, const struct jail_plan *plan,
	       const struct request *request, const struct jail_sources *sources,
	       struct report *report, int64_t end_ms)
{
	_cleanup_close_ int keeper_pidfd = pidfd_open(getpid(), 0);
	struct init_start start = { .build = { .plan = plan,
					       .request = request,
					       .sources = sources,
					       .report = report,
					       .init_pidfd = NO_FD,
					       .map_fd = NO_FD,
					       .own_map_fd = NO_FD,
					       .turn_fd = NO_FD,
					       .stage_fd = NO_FD,
					       .furniture_fd = NO_FD,
					       .root_fd = NO_FD,
					       .devices_fd = NO_FD },
				    .keeper_pidfd = keeper_pidfd };
	struct jail_init init = { .pid = -1, .pidfd = NO_FD, .devices_fd = NO_FD };
	int result_fds[2];
	int error;

	if (keeper_pidfd < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, result_fds) < 0)
		return report_error(report, errno, "can not prepare for init");
	start.result_fd = result_fds[1];
	error = plan->has_user_namespace ? start_private(&start, &init, end_ms)
					 : start_plain(&start, &init);
	(void)close(result_fds[1]);
	if (error == 0)
		error = result_wait(&init, result_fds[0], report, end_ms);
	(void)close(result_fds[0]);
	if (error == 0)
		*ret_init = init;
	else if (init.pid > 0)
		init_end(&init);
	return error;
}
