/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "keeper_ask.h"

#include <sys/socket.h>

#include "exchange.h"
#include "helper_start.h"
#include "reason.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/request.h"
#include "shared/safe_path.h"

/* connect(2) does not wait then: a keeper that is stopped, with a full queue, is no keeper. */
#define SOCKET_TYPE (SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK)

static int keeper_connect(uid_t uid)
{
	_cleanup_close_ int state_fd = safe_path_open(STATE_DIR, NULL);
	_cleanup_close_ int fd = NO_FD;
	char path[ENTRY_SOCKET_LEADING_MAX];
	struct sockaddr_un address;
	int error;

	if (state_fd < 0)
		return state_fd;
	entry_socket_leading_path(path, uid);
	error = entry_socket_address(&address, state_fd, path);
	if (error < 0)
		return error;
	fd = socket(AF_UNIX, SOCKET_TYPE, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return entry_socket_is_roots(fd) ? TAKE_FD(fd) : -EPERM;
}

/* Looked at last: what is changed after that is changed after the login has begun. */
int keeper_ask(struct helper *ret_helper, struct request *request)
{
	_cleanup_close_ int fd = keeper_connect(request->uid);
	struct reason unsaid = { 0 };
	int error =
		fd < 0 ? fd
		       : plan_sources_look(&request->sources, request->config_path, request->user);

	if (error == 0)
		error = exchange_ask(request, fd, &unsaid);
	if (error == 0)
		*ret_helper = (struct helper){ TAKE_FD(fd), NO_FD, 0, HELPER_RELEASE };
	return error;
}
