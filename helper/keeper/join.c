/* SPDX-License-Identifier: BSD-3-Clause */
/* The way into a jail that is there already; see join.h. */
#include "keeper/join.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "keeper/control.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "state/jail_entry.h"
#include "system/report.h"

/*
 * A keeper that ends is met once or twice: it takes its name away before it says so, and the user's
 * lock, which we have, keeps another one from taking that name.
 */
#define ROUNDS_MAX 8

/* The queue of a keeper that is stopped may be full: connect(2) waits as long as it may send. */
static int send_timeout_set(int fd, const struct patience *patience)
{
	const struct timeval timeout = { .tv_sec = patience->hang_ms / 1000,
					 .tv_usec = patience->hang_ms % 1000 * 1000 };

	if (boottime_ms() >= patience->end_ms)
		return -ETIMEDOUT;
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0 ? -errno : 0;
}

static int keeper_connect(const struct jail_entry *entry, const struct patience *patience)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	int error = fd < 0 ? -errno : send_timeout_set(fd, patience);

	if (error == 0)
		error = entry_socket_address(&address, entry->directory_fd, entry->name);
	if (error < 0)
		return error;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return entry_socket_is_roots(fd) ? TAKE_FD(fd) : -EPERM;
}

static int ask(int keeper_fd, const struct control_join *join, const struct join_caller *caller)
{
	const int fds[] = { caller->socket_fd, caller->pidfd, caller->home_fd };
	size_t count = ARRAY_SIZE(fds) - (caller->home_fd < 0);
	uint8_t buffer[sizeof(*join) + 64];
	ssize_t length = control_join_encode(join, buffer, sizeof(buffer));

	return length < 0 ? (int)length
			  : message_send(keeper_fd, buffer, (size_t)length, fds, count);
}

/* The keeper listens since before it was one, as the same process; 0 if there is no telling. */
static pid_t keeper_pid(int keeper_fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(keeper_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
}

/* With the descriptor that comes along, or NO_FD. */
static int hear(int keeper_fd, struct control_answer *ret_answer, int *ret_fd,
		struct patience patience)
{
	uint8_t buffer[1024];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length;
	int error;

	patience.worker = keeper_pid(keeper_fd);
	error = patience_wait(&patience, keeper_fd);
	if (error < 0)
		return error;
	length = message_receive(keeper_fd, buffer, sizeof(buffer), fds, boottime_ms());
	*ret_fd = TAKE_FD(fds[0]);
	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	if (length == 0)
		return -ECONNRESET;
	return length < 0 ? (int)length : control_answer_decode(ret_answer, buffer, (size_t)length);
}

static int converse(const struct jail_entry *entry, const struct control_join *join,
		    const struct join_caller *caller, struct control_answer *ret_answer,
		    const struct patience *patience)
{
	_cleanup_close_ int keeper_fd = keeper_connect(entry, patience);
	_cleanup_close_ int unasked_fd = NO_FD;
	int error = keeper_fd < 0 ? keeper_fd : ask(keeper_fd, join, caller);

	return error < 0 ? error : hear(keeper_fd, ret_answer, &unasked_fd, *patience);
}

/* What a keeper leaves that ends, or that was never there: not a word against another jail. */
static bool is_gone(int error)
{
	static const int errors[] = { -ENOENT, -ECONNREFUSED, -ECONNRESET, -EPIPE };

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (error == errors[i])
			return true;
	return false;
}

static int answer_obey(const struct control_answer *answer, struct report *report)
{
	if (answer->outcome == CONTROL_DONE)
		return JOIN_DONE;
	return report_error(report, 0, "the user's jail can not be joined: %s", answer->reason);
}

static bool is_nobodys(const struct jail_entry *entry)
{
	enum entry_life life = entry_socket_look(entry->directory_fd, entry->name);

	return life == ENTRY_MISSING || life == ENTRY_DEAD;
}

static int devices_ask(const struct jail_entry *entry, struct control_answer *ret_answer,
		       int *ret_fd, const struct patience *patience)
{
	_cleanup_close_ int keeper_fd = keeper_connect(entry, patience);
	uint8_t word[16];
	ssize_t length = control_word_encode(CONTROL_DEVICES, word, sizeof(word));
	int error = keeper_fd < 0 ? keeper_fd : 0;

	if (error == 0)
		error = length < 0 ? (int)length
				   : message_send(keeper_fd, word, (size_t)length, NULL, 0);
	return error < 0 ? error : hear(keeper_fd, ret_answer, ret_fd, *patience);
}

/* Whether the jail is really gone is for join_try to say. */
int join_devices_open(const struct jail_entry *entry, const struct patience *patience, int *ret_fd,
		      struct report *report)
{
	struct control_answer answer = { .outcome = CONTROL_GONE };
	_cleanup_close_ int fd = NO_FD;
	int error = devices_ask(entry, &answer, &fd, patience);

	if (is_gone(error) || (error == 0 && answer.outcome == CONTROL_GONE))
		return 0;
	if (error == 0 && fd < 0)
		error = -EBADMSG;
	if (error < 0)
		return report_error(report, -error,
				    "the keeper of the user's jail does not hand out its /dev");
	*ret_fd = TAKE_FD(fd);
	return 0;
}

/*
 * "Gone" counts only when the name is gone, too, or nobody has the socket: a second keeper must not
 * take the name of one that lives. No pause between: each round waits for the keeper's word or end.
 */
int join_try(const struct jail_entry *entry, const struct control_join *join,
	     const struct join_caller *caller, const struct patience *patience,
	     struct report *report)
{
	int error = -EBUSY;

	for (int round = 0; round < ROUNDS_MAX; round++) {
		struct control_answer answer = { 0 };

		error = converse(entry, join, caller, &answer, patience);
		if (error == 0 && answer.outcome != CONTROL_GONE)
			return answer_obey(&answer, report);
		if (error == 0)
			error = -EBUSY;
		else if (!is_gone(error))
			break;
		if (is_nobodys(entry))
			return JOIN_NONE;
	}
	return report_error(report, -error, "the keeper of the user's jail gives no answer");
}

/* It ends its connections last. */
static bool end_wait(int keeper_fd, struct patience patience)
{
	uint8_t byte;

	patience.worker = keeper_pid(keeper_fd);
	return patience_wait(&patience, keeper_fd) == 0 &&
	       recv(keeper_fd, &byte, sizeof(byte), MSG_DONTWAIT) <= 0;
}

bool join_yield(const struct jail_entry *entry, const struct control_yield *yield,
		const struct patience *patience)
{
	_cleanup_close_ int keeper_fd = keeper_connect(entry, patience);
	struct control_answer answer = { .outcome = CONTROL_REFUSED };
	_cleanup_close_ int unasked_fd = NO_FD;
	uint8_t buffer[sizeof(*yield) + 64];
	ssize_t length = control_yield_encode(yield, buffer, sizeof(buffer));

	if (keeper_fd < 0 || length < 0 ||
	    message_send(keeper_fd, buffer, (size_t)length, NULL, 0) < 0 ||
	    hear(keeper_fd, &answer, &unasked_fd, *patience) < 0)
		return false;
	return answer.outcome == CONTROL_DONE && end_wait(keeper_fd, *patience);
}
