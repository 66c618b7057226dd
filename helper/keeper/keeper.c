/* SPDX-License-Identifier: BSD-3-Clause */
/* What a keeper has, and its word; see keeper.h. */
#include "keeper/keeper.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include "shared/cleanup.h"
#include "state/session_place.h"
#include "system/privileges.h"
#include "system/report.h"

/* A session's socket, pidfd and place, and with limits the caller's second pidfd and its way home.
 */
#define SESSION_FDS 5
#define OTHER_FDS   64 /* besides those of the sessions */

void keeper_init(struct keeper *keeper)
{
	*keeper = (struct keeper){
		.state = KEEPER_CREATING,
		.init = { .pid = -1, .pidfd = NO_FD, .devices_fd = NO_FD },
		.entry = JAIL_ENTRY_NONE,
		.destroyer = { .end_fd = NO_FD },
		.cgroup = CGROUP_NONE,
		.uplink = { .end_fd = NO_FD },
		.live = HOST_LIVE_NONE,
		.audit = AUDIT_LINK_NONE,
		.log = LOG_RELAY_NONE,
		.changes_lock_fd = NO_FD,
		.place_fd = NO_FD,
		.timer_fd = NO_FD,
		.signal_fd = NO_FD,
		.linger_end_ms = INT64_MAX,
		.begin_ms = boottime_ms(),
	};
	for (size_t i = 0; i < KEEPER_CLIENTS_MAX; i++)
		keeper->clients[i].fd = NO_FD;
}

/* Without the right to it there is room for fewer sessions, not for none. */
static void descriptors_raise(void)
{
	const rlim_t wanted = SESSIONS_MAX * SESSION_FDS + OTHER_FDS;
	struct rlimit limit = { wanted, wanted };

	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Who stops a scope or a service sends SIGHUP, too, if he likes (SendSIGHUP=). Negative on failure.
 */
static int signals_take(void)
{
	sigset_t taken;

	(void)sigemptyset(&taken);
	(void)sigaddset(&taken, SIGTERM);
	(void)sigaddset(&taken, SIGCHLD);
	if (signal(SIGHUP, SIG_IGN) == SIG_ERR || sigprocmask(SIG_BLOCK, &taken, NULL) < 0)
		return -1;
	return signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
}

int keeper_prepare(struct keeper *keeper, const struct session_label *label, int socket_fd,
		   int caller_pidfd)
{
	int error;

	keeper->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	keeper->signal_fd = signals_take();
	if (keeper->timer_fd < 0 || keeper->signal_fd < 0)
		return -errno;
	if (keeper->is_shared)
		descriptors_raise();
	error = privileges_drop_to_keeper(keeper->has_user_namespace, keeper->cgroup.holds_callers);
	if (error < 0)
		return error;
	keeper->sessions.devices_fd = keeper->init.devices_fd;
	keeper->sessions.are_one_way = keeper->has_user_namespace;
	(void)prctl(PR_SET_NAME, "nsjail-keeper"); /* before anybody can look for it */
	error = sessions_add(&keeper->sessions, label, socket_fd, caller_pidfd);
	if (error < 0)
		return error;
	sessions_place_give(&keeper->sessions, TAKE_FD(keeper->place_fd));
	sessions_terminal_give(&keeper->sessions, &keeper->terminal);
	return 0;
}

int keeper_place_take(const struct keeper *keeper, int *ret_fd, struct report *report)
{
	int fd;

	if (keeper->sessions_max == 0)
		return 0;
	fd = session_place_take(keeper->entry.state_fd, keeper->uid, keeper->sessions_max);
	if (fd == -EUSERS)
		return report_error(report, 0,
				    "user '%s' has %u sessions, as many as sessions_max allows",
				    keeper->user, keeper->sessions_max);
	if (fd < 0)
		return report_error(report, -fd, "the places of sessions in '%s'", STATE_DIR);
	*ret_fd = fd;
	return 0;
}

static int verdict_send(const struct keeper *keeper, const struct verdict *verdict, int socket_fd)
{
	uint8_t message[8192];
	bool is_jailed = verdict->outcome == VERDICT_JAILED;
	ssize_t length = verdict_encode(verdict, message, sizeof(message));

	if (length < 0)
		return (int)length;
	return message_send(socket_fd, message, (size_t)length, &keeper->init.pidfd,
			    is_jailed ? 1 : 0);
}

int keeper_verdict_send(const struct keeper *keeper, int socket_fd)
{
	return verdict_send(keeper, &keeper->verdict, socket_fd);
}

int keeper_verdict_repeat(const struct keeper *keeper, int socket_fd)
{
	struct verdict verdict = keeper->verdict;

	verdict.is_join = true;
	return verdict_send(keeper, &verdict, socket_fd);
}

int keeper_verdict_covered(const struct keeper *keeper, int socket_fd)
{
	const struct verdict verdict = { .outcome = VERDICT_COVERED };

	return verdict_send(keeper, &verdict, socket_fd);
}
