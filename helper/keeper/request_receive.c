/* SPDX-License-Identifier: BSD-3-Clause */
/* The module's request; see request_receive.h. */
#include "keeper/request_receive.h"

#include <stdbool.h>
#include <sys/socket.h>

#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/request.h"
#include "system/fd_kind.h"
#include "system/report.h"

/* In the order in which the module sends them; there are no others. */
enum { FD_CALLER, FD_TERMINAL, FD_COUNT };

static void fds_clear(int *fds)
{
	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
}

static const char *fds_fault(const struct request *request, const int *fds)
{
	bool has_terminal = fds[FD_TERMINAL] >= 0;

	if (fds[FD_CALLER] < 0 || request->has_terminal != has_terminal)
		return "the module's request lacks a descriptor";
	if (fds[FD_COUNT] >= 0)
		return "the module's request has too many descriptors";
	/* The process that made the socket is the one that the session is for. */
	if (!fd_kind_is_peer(fds[FD_CALLER], HELPER_SOCKET_FD))
		return "the module's request has no pidfd of its process";
	if (has_terminal && !fd_kind_is_terminal(fds[FD_TERMINAL]))
		return "the module's request has a terminal that is none";
	return NULL;
}

static int fds_take(const struct request *request, int *fds, int *ret_caller_pidfd,
		    int *ret_terminal_fd, struct report *report)
{
	const char *fault = fds_fault(request, fds);

	if (fault != NULL)
		return report_error(report, EBADMSG, "%s", fault);
	*ret_caller_pidfd = TAKE_FD(fds[FD_CALLER]);
	*ret_terminal_fd = TAKE_FD(fds[FD_TERMINAL]);
	return 0;
}

/* One receive has to be one message, whole and with what belongs to it. */
static bool is_of_packets(int socket_fd)
{
	int type = 0;
	socklen_t size = sizeof(type);

	return getsockopt(socket_fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       type == SOCK_SEQPACKET;
}

/*
 * The module sends it as soon as we are started. A machine can be so busy that this takes seconds;
 * a module that has ended closes the socket.
 */
int request_receive(struct request *ret_request, int *ret_caller_pidfd, int *ret_terminal_fd,
		    int64_t deadline_ms, struct report *report)
{
	_cleanup_free_ uint8_t *message = malloc(MESSAGE_MAX);
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD, NO_FD };
	ssize_t length;
	int error;

	if (message == NULL)
		return report_error(report, ENOMEM, "no room for the request");
	if (!is_of_packets(HELPER_SOCKET_FD))
		return report_error(report, EPROTOTYPE,
				    "the module's socket is not one of packets");
	length = message_receive(HELPER_SOCKET_FD, message, MESSAGE_MAX, fds, deadline_ms);
	if (length <= 0)
		return report_error(report, length < 0 ? (int)-length : EPIPE,
				    "no request from the module");
	error = request_decode(ret_request, message, (size_t)length);
	if (error < 0) {
		fds_clear(fds);
		return report_error(report, -error, "the module's request is malformed");
	}
	report->is_debug = ret_request->is_debug;
	error = fds_take(ret_request, fds, ret_caller_pidfd, ret_terminal_fd, report);
	fds_clear(fds);
	return error;
}
