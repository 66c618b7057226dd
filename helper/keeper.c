/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of one jail; see keeper.h. */
#include "keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "privileges.h"
#include "shared/cleanup.h"
#include "shared/request.h"

/* From the verdict to the caller's "joined": a setns and a few prctl, no waiting in between. */
#define JOIN_TIMEOUT_MS 10000

enum watched { WATCH_CALLER, WATCH_INIT, WATCH_SOCKET, WATCH_COUNT };

/*
 * One message of the module. Before "joined" the end of the socket means that the join failed;
 * after it it means nothing, because the application's children may hold the other end or not.
 */
static bool is_over_by_word(struct keeper *keeper, bool *is_joined)
{
	uint8_t buffer[64];
	int fds[MESSAGE_FDS_MAX];
	ssize_t length =
		message_receive(keeper->socket_fd, buffer, sizeof(buffer), fds, boottime_ms());
	int type = length > 0 ? message_type_decode(buffer, (size_t)length) : -EPIPE;

	for (size_t i = 0; i < MESSAGE_FDS_MAX; i++)
		cleanup_close(&fds[i]);
	if (type == MESSAGE_JOINED) {
		*is_joined = true;
		return false;
	}
	if (type == MESSAGE_CLOSED || !*is_joined)
		return true;
	cleanup_close(&keeper->socket_fd);
	keeper->socket_fd = NO_FD;
	return false;
}

/* Returns when the jail has no reason to live any more. */
static void session_wait(struct keeper *keeper)
{
	int64_t join_deadline = boottime_ms() + JOIN_TIMEOUT_MS;
	bool is_joined = false;

	for (;;) {
		struct pollfd watched[WATCH_COUNT] = {
			[WATCH_CALLER] = { .fd = keeper->caller_pidfd, .events = POLLIN },
			[WATCH_INIT] = { .fd = keeper->init.pidfd, .events = POLLIN },
			[WATCH_SOCKET] = { .fd = keeper->socket_fd, .events = POLLIN },
		};
		int64_t left = join_deadline - boottime_ms();
		int count = poll(watched, WATCH_COUNT, is_joined ? -1 : left > 0 ? (int)left : 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return;
		if (watched[WATCH_SOCKET].revents != 0 && is_over_by_word(keeper, &is_joined))
			return;
		if (watched[WATCH_CALLER].revents != 0 || watched[WATCH_INIT].revents != 0)
			return;
	}
}

/*
 * init's exit waits until every process of the pid namespace is reaped, the caller's own child
 * among them; nobody waits for us, so there is all the time that the caller needs for that.
 */
static void jail_end(struct keeper *keeper)
{
	cgroup_thaw(&keeper->cgroup);
	(void)pidfd_send_signal(keeper->init.pidfd, SIGKILL, NULL, 0);
	uplink_end(&keeper->uplink);
	while (waitpid(keeper->init.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	cgroup_end(&keeper->cgroup);
	cleanup_close(&keeper->changes_lock_fd);
	hook_destroy(&keeper->destroyer);
	jail_entry_remove(&keeper->entry);
}

int keeper_run(struct keeper *keeper)
{
	int error = privileges_drop_all();

	(void)prctl(PR_SET_NAME, "nsjail-keeper");
	if (error == 0)
		session_wait(keeper);
	jail_end(keeper);
	return error;
}
