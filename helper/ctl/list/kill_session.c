/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of one session; see kill_session.h. */
#include "ctl/list/kill_session.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>

#include "ctl/list/keeper_call.h"
#include "ctl/list/keepers.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define PATIENCE_MS 3000 /* from SIGTERM to SIGKILL */
#define PAUSE_MS    20

/* True if it is still known; *ret_pidfd is then its process's, the caller's. */
static int session_open(const struct kept_jail *jail, uint32_t session_id, int64_t deadline_ms,
			int *ret_pidfd)
{
	int pidfd = keeper_call_session(jail->name, KEEPERS_DIRECTORY, session_id, deadline_ms);

	*ret_pidfd = pidfd < 0 ? NO_FD : pidfd;
	return pidfd < 0 ? pidfd : 0;
}

/* A session may be over while its process goes on. */
static int session_await(const struct kept_jail *jail, uint32_t session_id, int64_t until_ms,
			 int64_t deadline_ms)
{
	for (;;) {
		_cleanup_close_ int pidfd = NO_FD;
		int error = session_open(jail, session_id, deadline_ms, &pidfd);
		struct pollfd ended = { .fd = pidfd, .events = POLLIN };

		if (error < 0)
			return error == -ENOENT ? 0 : error;
		if (boottime_ms() >= until_ms)
			return -ETIMEDOUT;
		(void)poll(&ended, 1, PAUSE_MS);
		if (ended.revents != 0)
			(void)poll(NULL, 0, 1);
	}
}

int kill_session(const struct kept_jail *jail, const char *id, int64_t deadline_ms)
{
	uint32_t session_id = (uint32_t)strtoul(id, NULL, 16);
	_cleanup_close_ int pidfd = NO_FD;
	int error = session_open(jail, session_id, deadline_ms, &pidfd);

	if (error < 0)
		return error == -ENOENT ? 0 : error;
	if (pidfd_send_signal(pidfd, SIGTERM, NULL, 0) < 0 && errno != ESRCH)
		return -errno;
	error = session_await(jail, session_id, boottime_ms() + PATIENCE_MS, deadline_ms);
	if (error != -ETIMEDOUT)
		return error;
	if (pidfd_send_signal(pidfd, SIGKILL, NULL, 0) < 0 && errno != ESRCH)
		return -errno;
	return session_await(jail, session_id, deadline_ms, deadline_ms);
}
