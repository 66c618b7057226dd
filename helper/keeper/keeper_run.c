/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of one jail; see keeper_run.h. */
#include "keeper/keeper_run.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include "keeper/keeper.h"
#include "keeper/keeper_clients.h"
#include "keeper/keeper_events.h"
#include "keeper/stop_round.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/memory.h"

/* What is watched: first these, then the clients' places, then those of the sessions. */
enum watched { WATCH_INIT, WATCH_SIGNAL, WATCH_TIMER, WATCH_LOG, WATCH_CLIENTS };

/* While the jail ends, likewise. */
enum end_watched { END_WATCH_END, END_WATCH_LOG, END_WATCH_SESSIONS };

#define CALLERS_STEP_MS 20

/* For systemd to get through with a stop, and for anybody else. */
#define STOP_ROUND_MS 5000
#define STOP_OTHER_MS 300

#define WATCH_SESSIONS (WATCH_CLIENTS + KEEPER_CLIENTS_POLL_COUNT)

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

	first = earlier(first, log_relay_deadline(&keeper->log));
	first = earlier(first, cgroup_deadline(&keeper->cgroup));
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
	watched[WATCH_SIGNAL] = (struct pollfd){ .fd = keeper->signal_fd, .events = POLLIN };
	watched[WATCH_TIMER] = (struct pollfd){ .fd = keeper->timer_fd, .events = POLLIN };
	log_relay_watch(&keeper->log, &watched[WATCH_LOG]);
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

static bool has_news(const struct pollfd *watched, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (watched[i].revents != 0)
			return true;
	return false;
}

/* SIGTERM is root's alone: nobody in the jail can send us one. */
static void signals_take(struct keeper *keeper)
{
	struct signalfd_siginfo signal;

	while (read(keeper->signal_fd, &signal, sizeof(signal)) == sizeof(signal)) {
		if (signal.ssi_signo != SIGTERM)
			continue;
		keeper_event_stop(keeper, (pid_t)signal.ssi_pid);
		keeper->state = KEEPER_DRAINING;
		keeper->is_stopped = true;
	}
}

/*
 * The log while all are there who may have written to it, and up to the last line of one who ends.
 * The sessions before the clients: one of these may add a session, which has not been polled for.
 */
static void settle(struct keeper *keeper, const struct pollfd *watched)
{
	if (watched[WATCH_INIT].revents != 0)
		keeper->state = KEEPER_DRAINING;
	if (watched[WATCH_SIGNAL].revents != 0)
		signals_take(keeper);
	cgroup_settle(&keeper->cgroup);
	log_relay_serve(&keeper->log, &keeper->sessions, &watched[WATCH_LOG]);
	if (has_news(&watched[WATCH_SESSIONS], SESSION_POLL_COUNT * keeper->sessions.count))
		log_relay_catch_up(&keeper->log, &keeper->sessions);
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
 * True once end_fd can be read, within that time (-1: any). Who has to do something before that may
 * write to the log, or close his session before he reaps his child, and would wait for us there.
 */
static bool end_await(struct keeper *keeper, int end_fd, int timeout_ms)
{
	const size_t places = SESSION_POLL_COUNT * keeper->sessions.count;
	_cleanup_free_ struct pollfd *watched =
		calloc(END_WATCH_SESSIONS + places, sizeof(*watched));

	if (watched == NULL)
		return poll(&(struct pollfd){ .fd = end_fd, .events = POLLIN }, 1,
			    CALLERS_STEP_MS) > 0;
	watched[END_WATCH_END] = (struct pollfd){ .fd = end_fd, .events = POLLIN };
	log_relay_watch(&keeper->log, &watched[END_WATCH_LOG]);
	sessions_watch(&keeper->sessions, &watched[END_WATCH_SESSIONS]);
	if (timeout_ms < 0 && log_relay_deadline(&keeper->log) != INT64_MAX)
		timeout_ms = CALLERS_STEP_MS;
	(void)poll(watched, END_WATCH_SESSIONS + places, timeout_ms);
	log_relay_serve(&keeper->log, &keeper->sessions, &watched[END_WATCH_LOG]);
	if (has_news(&watched[END_WATCH_SESSIONS], places))
		log_relay_catch_up(&keeper->log, &keeper->sessions);
	sessions_settle(&keeper->sessions, &watched[END_WATCH_SESSIONS], &keeper->cgroup);
	return watched[END_WATCH_END].revents != 0;
}

/*
 * Until end_fd can be read, or the callers are gone, who are killed when it is time. Their files
 * are the tenant's, who may have put a FIFO in the place of one; and their memory is sshd's.
 */
static void callers_await(struct keeper *keeper, int end_fd, int64_t deadline_ms)
{
	if (!keeper->has_user_namespace)
		return;
	while (sessions_leave(&keeper->sessions, &keeper->cgroup)) {
		if (boottime_ms() >= deadline_ms) {
			sessions_kill(&keeper->sessions);
			return;
		}
		if (end_await(keeper, end_fd, CALLERS_STEP_MS))
			return;
	}
}

/*
 * The program of on_destroy must not be one of those that a stop is for. Who sends SIGTERM to all
 * that there is and is not systemd is through with it soon.
 */
static void stop_await(struct keeper *keeper)
{
	_cleanup_close_ int round_fd = NO_FD;
	int64_t end_ms;

	if (!keeper->is_stopped || keeper->destroyer.pid <= 0)
		return;
	round_fd = stop_round_open();
	end_ms = boottime_ms() + (round_fd < 0 ? STOP_OTHER_MS : STOP_ROUND_MS);
	while (boottime_ms() < end_ms &&
	       !end_await(keeper, round_fd, (int)(end_ms - boottime_ms()) + 1))
		continue;
}

/*
 * Nobody can come in any more before init is ended: who is told so, or finds no entry, makes a jail
 * of his own. init's exit waits until every process of the pid namespace is reaped, the callers'
 * own children among them; who closes a session meanwhile is let go, so there is all the time that
 * they need for that, unless a user namespace holds them here: then init's end is not waited for
 * without an end to them. One that can not be killed gets its death signal with our end.
 */
static void drain(struct keeper *keeper)
{
	int64_t deadline_ms = boottime_ms() + CALLERS_MS;
	bool is_killed;

	keeper->state = KEEPER_DRAINING;
	jail_entry_withdraw(&keeper->entry);
	keeper_clients_dismiss(keeper);
	cgroup_thaw(&keeper->cgroup);
	is_killed = pidfd_send_signal(keeper->init.pidfd, SIGKILL, NULL, 0) == 0;
	uplink_end(&keeper->uplink);
	callers_await(keeper, keeper->init.pidfd, deadline_ms);
	while (is_killed && !end_await(keeper, keeper->init.pidfd, -1))
		continue;
	while (is_killed && waitpid(keeper->init.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	cgroup_end(&keeper->cgroup);
	cleanup_close(&keeper->changes_lock_fd);
	host_live_clear(&keeper->live);
	stop_await(keeper);
	hook_destroy(&keeper->destroyer);
	callers_await(keeper, NO_FD, deadline_ms);
	log_relay_end(&keeper->log, &keeper->sessions);
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
	/* What was over before signals were watched. */
	cgroup_settle(&keeper->cgroup);
	serve(keeper);
	drain(keeper);
}
