/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks with a deadline; see lock_wait.h. */
#include "state/lock_wait.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>

#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "shared/user_lock.h"
#include "system/report.h"

/* Takes a lock: now or never, or waits for it. */
typedef int take_function(int fd, uid_t uid, bool waits);

struct waker {
	timer_t timer;
	struct sigaction kept;
};

static void wake(int signal)
{
	(void)signal;
}

/*
 * The signal comes again and again, at the deadline, too: one that came just before the call would
 * wake nobody.
 */
static struct itimerspec times_until(int64_t deadline_ms)
{
	int64_t left_ms = deadline_ms - boottime_ms();
	int64_t step_ms = left_ms < 0 ? 1 : left_ms / (left_ms / PATIENCE_LOOK_MS + 1) + 1;
	struct timespec step = { .tv_nsec = step_ms * 1000000 };

	return (struct itimerspec){ .it_value = step, .it_interval = step };
}

static int waker_begin(struct waker *ret_waker, int64_t deadline_ms)
{
	const struct sigaction action = { .sa_handler = wake };
	const struct itimerspec times = times_until(deadline_ms);
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	struct waker waker = { 0 };

	if (timer_create(CLOCK_BOOTTIME, &event, &waker.timer) < 0)
		return -errno;
	if (sigaction(SIGALRM, &action, &waker.kept) < 0 ||
	    timer_settime(waker.timer, 0, &times, NULL) < 0) {
		int error = -errno;

		(void)timer_delete(waker.timer);
		return error;
	}
	*ret_waker = waker;
	return 0;
}

/* A signal of a timer that is gone is no more to come: it is not queued behind a handler. */
static void waker_end(const struct waker *waker)
{
	(void)timer_delete(waker->timer);
	(void)sigaction(SIGALRM, &waker->kept, NULL);
}

static int wait_for(take_function *take, int fd, uid_t uid, int64_t deadline_ms,
		    struct report *report)
{
	struct waker waker = { 0 };
	int error = take(fd, uid, false);

	if (error != -EAGAIN && error != -EACCES && error != -EINTR)
		return error;
	if (boottime_ms() >= deadline_ms)
		return -ETIMEDOUT;
	error = waker_begin(&waker, deadline_ms);
	if (error < 0)
		return error;
	while ((error = take(fd, uid, true)) == -EINTR && boottime_ms() < deadline_ms)
		report_at_work(report);
	waker_end(&waker);
	return error == -EINTR ? -ETIMEDOUT : error;
}

static int take_user(int fd, uid_t uid, bool waits)
{
	return user_lock_take(fd, uid, waits);
}

static int take_directory(int fd, uid_t uid, bool waits)
{
	(void)uid;
	return flock(fd, waits ? LOCK_EX : LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

int lock_wait_user(int state_fd, uid_t uid, int64_t deadline_ms, struct report *report)
{
	_cleanup_close_ int fd = user_lock_open(state_fd);
	int error = fd < 0 ? fd : wait_for(take_user, fd, uid, deadline_ms, report);

	return error < 0 ? error : TAKE_FD(fd);
}

int lock_wait_directory(int fd, int64_t deadline_ms, struct report *report)
{
	return wait_for(take_directory, fd, 0, deadline_ms, report);
}
