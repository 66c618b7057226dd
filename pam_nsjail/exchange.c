/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "exchange.h"

#include <string.h>
#include <sys/pidfd.h>
#include <syslog.h>

#include "pam_log.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "shared/request.h"

/* One received message. */
struct incoming {
	uint8_t *buffer; /* MESSAGE_MAX bytes */
	size_t length;
	int fds[MESSAGE_FDS_MAX];
};

static void incoming_close(struct incoming *incoming)
{
	for (size_t i = 0; i < ARRAY_SIZE(incoming->fds); i++) {
		cleanup_close(&incoming->fds[i]);
		incoming->fds[i] = NO_FD;
	}
}

#define _cleanup_incoming_ __attribute__((cleanup(incoming_close)))

static bool has_fds(const struct incoming *incoming, size_t count)
{
	for (size_t i = 0; i < ARRAY_SIZE(incoming->fds); i++)
		if ((incoming->fds[i] >= 0) != (i < count))
			return false;
	return true;
}

int exchange_ask(const struct request *request, int socket_fd, struct reason *reason)
{
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	_cleanup_close_ int pidfd = pidfd_open(getpid(), 0);
	const int fds[] = { pidfd, STDIN_FILENO };
	ssize_t length;
	int error;

	if (pidfd < 0)
		return reason_add(reason, errno, "no pidfd of this process");
	length = buffer == NULL ? -ENOMEM : request_encode(request, buffer, MESSAGE_MAX);
	if (length < 0)
		return reason_add(reason, (int)-length, "the request to the helper");
	error = message_send(socket_fd, buffer, (size_t)length, fds, request->has_terminal ? 2 : 1);
	if (error < 0)
		return reason_add(reason, -error, "the request can not be sent to the helper");
	return 0;
}

static int forward_log(pam_handle_t *pamh, const struct request *request,
		       const struct incoming *incoming)
{
	struct log_line line;
	int error = log_line_decode(&line, incoming->buffer, incoming->length);

	if (error < 0)
		return error;
	if (!has_fds(incoming, 0))
		return -EBADMSG;
	if (line.level < LOG_DEBUG || request->is_debug)
		pam_log_line(pamh, line.level, "[%08x] %s", request->session_id, line.text);
	return 0;
}

static int take_verdict(struct incoming *incoming, struct verdict *ret_verdict, int *ret_init_fd)
{
	struct verdict verdict;
	int error = verdict_decode(&verdict, incoming->buffer, incoming->length);

	if (error < 0)
		return error;
	if (!has_fds(incoming, verdict.outcome == VERDICT_JAILED ? 1 : 0))
		return -EBADMSG;
	*ret_verdict = verdict;
	*ret_init_fd = TAKE_FD(incoming->fds[0]);
	return 0;
}

static ssize_t message_take(struct incoming *incoming, int socket_fd,
			    const struct patience *patience)
{
	int error = patience_wait(patience, socket_fd);

	return error < 0 ? error
			 : message_receive(socket_fd, incoming->buffer, MESSAGE_MAX, incoming->fds,
					   boottime_ms());
}

/* Reads one message whole. 0, or -errno with the cause in reason. */
static int receive(struct incoming *incoming, int socket_fd, const struct patience *patience,
		   struct reason *reason)
{
	ssize_t length = message_take(incoming, socket_fd, patience);

	/* Once, for a request that it ended without; what it had to say is behind that. */
	if (length == -ECONNRESET)
		length = message_take(incoming, socket_fd, patience);
	if (length == -ETIMEDOUT)
		return reason_add(
			reason, 0, "the helper gave no answer in %d seconds",
			(boottime_ms() < patience->end_ms ? patience->hang_ms : LOGIN_MODULE_MS) /
				1000);
	if (length < 0)
		return reason_add(reason, (int)-length, "no message from the helper");
	if (length == 0)
		return reason_add(reason, 0, "the helper ended without an answer");
	incoming->length = (size_t)length;
	return 0;
}

/* 1 once the verdict is there, 0 to go on, -errno. */
static int step(pam_handle_t *pamh, const struct request *request, struct incoming *incoming,
		struct verdict *ret_verdict, int *ret_init_fd)
{
	int type = message_type_decode(incoming->buffer, incoming->length);
	int error;

	if (type == MESSAGE_LOG)
		return forward_log(pamh, request, incoming);
	if (type != MESSAGE_VERDICT)
		return type < 0 ? type : -EBADMSG;
	error = take_verdict(incoming, ret_verdict, ret_init_fd);
	return error < 0 ? error : 1;
}

static int await_verdict(pam_handle_t *pamh, const struct request *request, int socket_fd,
			 const struct patience *patience, uint8_t *buffer,
			 struct verdict *ret_verdict, int *ret_init_fd, struct reason *reason)
{
	for (;;) {
		_cleanup_incoming_ struct incoming incoming = { buffer,
								0,
								{ NO_FD, NO_FD, NO_FD } };
		int result = receive(&incoming, socket_fd, patience, reason);

		if (result < 0)
			return result;
		result = step(pamh, request, &incoming, ret_verdict, ret_init_fd);
		if (result < 0)
			return reason_add(reason, -result, "the helper's message is malformed");
		if (result > 0)
			return 0;
	}
}

int exchange_hear(pam_handle_t *pamh, const struct request *request, struct helper *helper,
		  int hang_ms, struct verdict *ret_verdict, int *ret_init_fd, struct reason *reason)
{
	const struct patience patience = { .worker = helper->pid,
					   .hang_ms = hang_ms,
					   .end_ms = boottime_ms() + LOGIN_MODULE_MS };
	_cleanup_free_ uint8_t *buffer = malloc(MESSAGE_MAX);
	int error;

	helper->end = HELPER_KILL;
	if (buffer == NULL)
		return reason_add(reason, ENOMEM, "no memory for the helper's messages");
	error = await_verdict(pamh, request, helper->socket_fd, &patience, buffer, ret_verdict,
			      ret_init_fd, reason);
	if (error == 0)
		helper->end = HELPER_AWAIT;
	return error;
}
