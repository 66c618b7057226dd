/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of one jail; see keeper.h. */
#include "keeper/keeper.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include "keeper/keeper_clients.h"
#include "keeper/keeper_events.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/memory.h"
#include "system/privileges.h"

/* What is watched: first these, then the clients' places, then those of the sessions. */
enum watched { WATCH_INIT, WATCH_TIMER, WATCH_CLIENTS };

#define WATCH_SESSIONS (WATCH_CLIENTS + KEEPER_CLIENTS_POLL_COUNT)

/* A session's socket and pidfd, and with limits the caller's second pidfd and its way home. */
#define SESSION_FDS 4
#define OTHER_FDS   64 /* besides those of the sessions */

void keeper_init(struct keeper *keeper)
{
	*keeper = (struct keeper){
		.state = KEEPER_CREATING,
		.init = { .pid = -1, .pidfd = NO_FD },
		.entry = JAIL_ENTRY_NONE,
		.destroyer = { .end_fd = NO_FD },
		.cgroup = CGROUP_NONE,
		.uplink = { .end_fd = NO_FD },
		.audit = AUDIT_LINK_NONE,
		.changes_lock_fd = NO_FD,
		.timer_fd = NO_FD,
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

int keeper_prepare(struct keeper *keeper, const struct session_label *label, int socket_fd,
		   int caller_pidfd)
{
	int error;

	keeper->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (keeper->timer_fd < 0)
		return -errno;
	if (keeper->is_shared)
		descriptors_raise();
	error = privileges_drop_to_keeper(keeper->has_user_namespace,
					  keeper->cgroup.directory_fd >= 0);
	if (error < 0)
		return error;
	(void)prctl(PR_SET_NAME, "nsjail-keeper"); /* before anybody can look for it */
	return sessions_add(&keeper->sessions, label, socket_fd, caller_pidfd);
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

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* timerfd_create(2) and not poll(2)'s timeout: that one stands still while the machine sleeps. */
static void timer_set(const struct keeper *keeper)
{
	int64_t first = earlier(keeper->linger_end_ms, earlier(sessions_deadline(&keeper->sessions),
							       keeper_clients_deadline(keeper)));
	struct itimerspec timer = { 0 };

	if (first != INT64_MAX) {
		timer.it_value.tv_sec = first / 1000;
		timer.it_value.tv_nsec = first % 1000 * 1000000;
	}
	(void)timerfd_settime(keeper->timer_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}

/* True if something happened; watched is filled then. */
static bool wait_once(const struct keeper *keeper, struct pollfd *watched)
{
	nfds_t count = WATCH_SESSIONS + SESSION_POLL_COUNT * keeper->sessions.count;

	watched[WATCH_INIT] = (struct pollfd){ .fd = keeper->init.pidfd, .events = POLLIN };
	watched[WATCH_TIMER] = (struct pollfd){ .fd = keeper->timer_fd, .events = POLLIN };
	keeper_clients_watch(keeper, &watched[WATCH_CLIENTS]);
	sessions_watch(&keeper->sessions, &watched[WATCH_SESSIONS]);
	timer_set(keeper);
	return poll(watched, count, -1) > 0;
}

/*
 * The end of the last session, or INT64_MAX while there is one; then how long it may be ago. An
 * administrator who looks in does not count.
 */
static void linger_count(struct keeper *keeper)
{
	const uint64_t never = INT64_MAX / 1000;

	if (sessions_hold_jail(&keeper->sessions)) {
		keeper->linger_end_ms = INT64_MAX;
		return;
	}
	/* A jail that nobody has ever been in has nothing to wait for. */
	if (!keeper->sessions.were_used || keeper->linger == 0)
		keeper->state = KEEPER_DRAINING; /* NOLINT(bugprone-branch-clone): order counts */
	else if (keeper->linger_end_ms == INT64_MAX && keeper->linger < never)
		keeper->linger_end_ms = boottime_ms() + (int64_t)keeper->linger * 1000;
	else if (keeper->linger_end_ms <= boottime_ms())
		keeper->state = KEEPER_DRAINING;
}

/* The sessions first: a client may add one, which has not been polled for. */
static void settle(struct keeper *keeper, const struct pollfd *watched)
{
	if (watched[WATCH_INIT].revents != 0)
		keeper->state = KEEPER_DRAINING;
	sessions_settle(&keeper->sessions, &watched[WATCH_SESSIONS], &keeper->cgroup);
	keeper_clients_serve(keeper, &watched[WATCH_CLIENTS]);
	if (keeper->state == KEEPER_UP)
		linger_count(keeper);
}

/* Returns when the jail has no reason to live any more. */
static void serve(struct keeper *keeper)
{
	while (keeper->state == KEEPER_UP) {
		size_t places = WATCH_SESSIONS + SESSION_POLL_COUNT * keeper->sessions.count;
		_cleanup_free_ struct pollfd *watched = calloc(places, sizeof(*watched));

		if (watched == NULL)
			(void)poll(NULL, 0, 100);
		else if (wait_once(keeper, watched))
			settle(keeper, watched);
	}
}

static void session_ended(const struct session *session, bool is_closed, void *data)
{
	const struct keeper *keeper = data;

	if (session->is_odd) {
		keeper_event_odd(keeper, session);
		return;
	}
	/* One that ends with its jail is told by the jail's end, unless nobody else tells it. */
	keeper_event_close(keeper, session, is_closed || keeper->state >= KEEPER_DRAINING);
}

/*
 * Nobody can come in any more before init is ended: who is told so, or finds no entry, makes a jail
 * of his own. init's exit waits until every process of the pid namespace is reaped, the callers'
 * own children among them; nobody waits for us, so there is all the time that they need for that.
 * One that can not be killed gets its death signal with our end.
 */
static void drain(struct keeper *keeper)
{
	bool is_killed;

	keeper->state = KEEPER_DRAINING;
	jail_entry_withdraw(&keeper->entry);
	keeper_clients_dismiss(keeper);
	cgroup_thaw(&keeper->cgroup);
	is_killed = pidfd_send_signal(keeper->init.pidfd, SIGKILL, NULL, 0) == 0;
	uplink_end(&keeper->uplink);
	while (is_killed && waitpid(keeper->init.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	cgroup_end(&keeper->cgroup);
	cleanup_close(&keeper->changes_lock_fd);
	hook_destroy(&keeper->destroyer);
	sessions_clear(&keeper->sessions);
	keeper_event_end(keeper);
	audit_end(&keeper->audit);
	jail_entry_clear(&keeper->entry);
	free(keeper->facts);
	keeper->facts = NULL;
	keeper->state = KEEPER_GONE;
}

void keeper_run(struct keeper *keeper)
{
	keeper->sessions.on_end = session_ended;
	keeper->sessions.on_end_data = keeper;
	keeper->state = KEEPER_UP;
	memory_trim();
	serve(keeper);
	drain(keeper);
}
