/* SPDX-License-Identifier: BSD-3-Clause */
/* The child that may hang in our place; what it promises stands in the header. */
#include "account_ask.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>

#include "account.h"
#include "name_service.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"
#include "signals.h"

#define CHILD_END_MS	  2000
#define TASK_LINKS_SINGLE 3 /* of /proc/self/task: itself, its parent's, and one thread */

static int ask_here(struct request *request, const char *name, struct reason *doubt,
		    struct reason *reason)
{
	int error = account_passwd(request, name, reason);

	if (error == 0 && request->uid != 0)
		(void)account_groups(request, doubt);
	return error;
}

/* In the child: what was found so far, as a whole request. */
static void say_found(int socket_fd, const struct request *request, uint8_t *buffer)
{
	ssize_t length = request_encode(request, buffer, MESSAGE_MAX);

	if (length > 0)
		(void)message_send(socket_fd, buffer, (size_t)length, NULL, 0);
}

static void say_failed(int socket_fd, const struct reason *reason, uint8_t *buffer)
{
	struct log_line line = { .level = LOG_ERR };
	ssize_t length;

	memcpy(line.text, reason->text, sizeof(line.text));
	length = log_line_encode(&line, buffer, MESSAGE_MAX);
	if (length > 0)
		(void)message_send(socket_fd, buffer, (size_t)length, NULL, 0);
}

/* The passwd entry goes out before the groups are asked for: whoever is root is not waited for. */
static void child_run(int socket_fd, struct request *request, const char *name, uint8_t *buffer)
{
	struct reason reason = { 0 };

	if (account_passwd(request, name, &reason) < 0) {
		say_failed(socket_fd, &reason, buffer);
		return;
	}
	say_found(socket_fd, request, buffer);
	if (request->uid == 0)
		return;
	if (account_groups(request, &reason) < 0)
		say_failed(socket_fd, &reason, buffer);
	else
		say_found(socket_fd, request, buffer);
}

/*
 * Like fork(2), but for the signal at its end, and what else the application may have asked for
 * with pthread_atfork(3). The application's handlers are not for the child.
 */
static pid_t child_start(int *ret_pidfd)
{
	sigset_t kept;
	int error = signals_block(&kept);
	pid_t pid;

	if (error < 0)
		return error;
#ifdef __s390__
	pid = (pid_t)syscall(SYS_clone, NULL, CLONE_PIDFD, ret_pidfd, NULL, NULL);
#else
	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD, NULL, ret_pidfd, NULL, NULL);
#endif
	if (pid == 0)
		return 0;
	error = -errno;
	signals_restore(&kept);
	return pid < 0 ? error : pid;
}

/* One that a dead disk holds ends when that is back, unseen by the application. */
static void child_end(pid_t pid, int pidfd)
{
	struct pollfd item = { .fd = pidfd, .events = POLLIN };
	int64_t deadline_ms = boottime_ms() + CHILD_END_MS;
	int ready;

	(void)pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	do {
		int64_t left = deadline_ms - boottime_ms();

		ready = poll(&item, 1, left > 0 ? (int)left : 0);
	} while (ready < 0 && errno == EINTR);
	(void)waitpid(pid, NULL, __WALL | WNOHANG);
	(void)close(pidfd);
}

/* The next thing that the child has to say. 0, -ETIMEDOUT, or -errno with the cause in reason. */
static int hear(struct request *ret_request, int socket_fd, int64_t deadline_ms, uint8_t *buffer,
		struct reason *reason)
{
	int fds[MESSAGE_FDS_MAX];
	ssize_t length = message_receive(socket_fd, buffer, MESSAGE_MAX, fds, deadline_ms);
	struct log_line line;
	int error;

	if (length == -ETIMEDOUT)
		return reason_add(reason, 0, "the name service gave no answer in %d seconds",
				  ACCOUNT_ASK_MS / 1000);
	if (length <= 0)
		return reason_add(reason, (int)-length, "the name service can not be asked");
	if (message_type_decode(buffer, (size_t)length) == MESSAGE_LOG &&
	    log_line_decode(&line, buffer, (size_t)length) == 0)
		return reason_add(reason, 0, "%s", line.text);
	error = request_decode(ret_request, buffer, (size_t)length);
	return error < 0 ? reason_add(reason, -error, "the answer of the name service") : 0;
}

/* Takes what was found in the place of what is known. */
static int take(struct request *request, int socket_fd, int64_t deadline_ms, uint8_t *buffer,
		struct reason *reason)
{
	struct request found = { 0 };
	int error = hear(&found, socket_fd, deadline_ms, buffer, reason);

	if (error < 0)
		return error;
	request_clear(request);
	*request = found;
	return 0;
}

/* Closes the child's end. */
static int ask_child(struct request *request, const char *name, const int ends[2], uint8_t *buffer,
		     struct reason *doubt, struct reason *reason)
{
	int64_t deadline_ms = boottime_ms() + ACCOUNT_ASK_MS;
	int pidfd = NO_FD;
	pid_t pid = child_start(&pidfd);
	int error;

	if (pid != 0)
		(void)close(ends[1]);
	if (pid < 0)
		return reason_add(reason, -pid, "no process to ask the name service");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void)close(ends[0]);
		child_run(ends[1], request, name, buffer);
		_exit(0);
	}
	error = take(request, ends[0], deadline_ms, buffer, reason);
	if (error == 0 && request->uid != 0)
		(void)take(request, ends[0], deadline_ms, buffer, doubt);
	child_end(pid, pidfd);
	return error;
}

/* A child would have the locks of other threads, and nobody to open them. */
static bool has_threads(void)
{
	struct stat status;

	return stat("/proc/self/task", &status) == 0 && status.st_nlink != TASK_LINKS_SINGLE;
}

static int ask_apart(struct request *request, const char *name, struct reason *doubt,
		     struct reason *reason)
{
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	_cleanup_close_ int own_end = NO_FD;
	int ends[2];

	if (buffer == NULL)
		return reason_add(reason, ENOMEM, "no memory for the account");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return reason_add(reason, errno, "no socket to ask the name service");
	own_end = ends[0];
	return ask_child(request, name, ends, buffer, doubt, reason);
}

int account_ask(struct request *request, const char *name, struct reason *doubt,
		struct reason *reason)
{
	if (name_service_is_prompt() || has_threads())
		return ask_here(request, name, doubt, reason);
	return ask_apart(request, name, doubt, reason);
}
