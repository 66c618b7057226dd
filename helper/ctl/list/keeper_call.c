/* SPDX-License-Identifier: BSD-3-Clause */
/* One question to one keeper; see keeper_call.h. */
#include "ctl/list/keeper_call.h"

#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "shared/cleanup.h"
#include "shared/message.h"

int keeper_connect(const char *name, const char *directory, pid_t *ret_keeper)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory, name);

	if (fd < 0)
		return -errno;
	if (length < 0 || (size_t)length >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 || peer.uid != 0)
		return -EPERM;
	*ret_keeper = peer.pid;
	return TAKE_FD(fd);
}

int keeper_word_send(int fd, enum control_type type)
{
	uint8_t buffer[64];
	ssize_t length = control_word_encode(type, buffer, sizeof(buffer));

	return length < 0 ? (int)length : message_send(fd, buffer, (size_t)length, NULL, 0);
}

/* One message, with the one descriptor that may come along: the caller's. */
static ssize_t hear(int fd, uint8_t *buffer, size_t size, int64_t deadline_ms, int *ret_fd)
{
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };
	ssize_t length = message_receive(fd, buffer, size, fds, deadline_ms);

	for (size_t i = 1; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	*ret_fd = fds[0];
	return length;
}

/* The keeper says that it will, and closes the connection when everything is gone. */
int keeper_call_end(const char *name, const char *directory, int64_t deadline_ms)
{
	pid_t keeper;
	_cleanup_close_ int fd = keeper_connect(name, directory, &keeper);
	ssize_t length = 1;
	int error = fd < 0 ? fd : keeper_word_send(fd, CONTROL_KILL);

	while (error == 0 && length > 0) {
		_cleanup_close_ int none_fd = NO_FD;
		uint8_t buffer[512];

		length = hear(fd, buffer, sizeof(buffer), deadline_ms, &none_fd);
		error = length < 0 && length != -ECONNRESET ? (int)length : 0;
	}
	/* One that has gone by itself has gone, too. */
	return error == -ECONNREFUSED || error == -ENOENT ? 0 : error;
}

/* The keeper's answer: 0 for CONTROL_DONE, -errno. */
static int answer_take(int fd, int64_t deadline_ms, int *ret_fd, char *reason, size_t size)
{
	struct control_answer answer = { 0 };
	uint8_t buffer[1024];
	ssize_t length = hear(fd, buffer, sizeof(buffer), deadline_ms, ret_fd);
	int error = length < 0	  ? (int)length
		    : length == 0 ? -ECONNRESET
				  : control_answer_decode(&answer, buffer, (size_t)length);

	if (error < 0)
		return error;
	(void)snprintf(reason, size, "%s", answer.reason);
	return answer.outcome == CONTROL_DONE ? 0 : -ENOENT;
}

int keeper_call_session(const char *name, const char *directory, uint32_t session_id,
			int64_t deadline_ms)
{
	const struct control_session session = { session_id };
	pid_t keeper;
	_cleanup_close_ int fd = keeper_connect(name, directory, &keeper);
	_cleanup_close_ int pidfd = NO_FD;
	uint8_t buffer[64];
	char reason[1];
	ssize_t length = control_session_encode(&session, buffer, sizeof(buffer));
	int error = fd < 0 ? fd : (int)(length < 0 ? length : 0);

	if (error == 0)
		error = message_send(fd, buffer, (size_t)length, NULL, 0);
	if (error == 0)
		error = answer_take(fd, deadline_ms, &pidfd, reason, sizeof(reason));
	if (error < 0)
		return error == -ECONNREFUSED ? -ENOENT : error;
	return pidfd < 0 ? -EBADMSG : TAKE_FD(pidfd);
}

static int enter_ask(int fd, const struct session_label *label, int socket_fd)
{
	_cleanup_close_ int pidfd = pidfd_open(getpid(), 0);
	const int fds[] = { socket_fd, pidfd };
	uint8_t buffer[sizeof(*label) + 64];
	ssize_t length = control_enter_encode(label, buffer, sizeof(buffer));

	if (pidfd < 0)
		return -errno;
	return length < 0 ? (int)length
			  : message_send(fd, buffer, (size_t)length, fds, ARRAY_SIZE(fds));
}

static int verdict_take(int socket_fd, int64_t deadline_ms, struct verdict *ret_verdict,
			int *ret_init_fd)
{
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	_cleanup_close_ int init_fd = NO_FD;
	ssize_t length;
	int error;

	if (buffer == NULL)
		return -ENOMEM;
	length = hear(socket_fd, buffer, MESSAGE_MAX, deadline_ms, &init_fd);
	if (length <= 0)
		return length < 0 ? (int)length : -ECONNRESET;
	error = verdict_decode(ret_verdict, buffer, (size_t)length);
	if (error == 0 && (init_fd < 0 || ret_verdict->outcome != VERDICT_JAILED))
		error = -EBADMSG;
	if (error == 0)
		*ret_init_fd = TAKE_FD(init_fd);
	return error;
}

int keeper_call_enter(const char *name, const char *directory, const struct session_label *label,
		      int64_t deadline_ms, struct verdict *ret_verdict, int *ret_init_fd,
		      int *ret_socket_fd, char *reason, size_t size)
{
	pid_t keeper;
	_cleanup_close_ int fd = keeper_connect(name, directory, &keeper);
	_cleanup_close_ int own_fd = NO_FD;
	_cleanup_close_ int none_fd = NO_FD;
	int ends[2];
	int error;

	reason[0] = '\0';
	if (fd < 0)
		return fd;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	own_fd = ends[0];
	error = enter_ask(fd, label, ends[1]);
	(void)close(ends[1]);
	if (error == 0)
		error = answer_take(fd, deadline_ms, &none_fd, reason, size);
	if (error == 0)
		error = verdict_take(own_fd, deadline_ms, ret_verdict, ret_init_fd);
	if (error == 0)
		*ret_socket_fd = TAKE_FD(own_fd);
	return error;
}
