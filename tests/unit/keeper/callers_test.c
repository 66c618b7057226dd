/* SPDX-License-Identifier: BSD-3-Clause */
/* Processes that have to end with a jail: held, forgotten when they have ended, killed. */
#include "keeper/callers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/message.h"

static pid_t waiter_start(void)
{
	pid_t child = fork();

	if (child == 0)
		for (;;)
			(void)pause();
	check(child > 0);
	return child;
}

static int killed_by(pid_t child)
{
	int status = 0;

	check_number(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void those_that_have_ended_are_forgotten(void)
{
	struct callers callers = { 0 };
	pid_t first = waiter_start(), second = waiter_start();
	int pidfd = pidfd_open(first, 0);

	check_number(callers_reserve(&callers, 2), 0);
	callers_add(&callers, pidfd, 1);
	callers_add(&callers, pidfd_open(second, 0), 2);
	callers_prune(&callers);
	check_number(callers.count, 2);
	check_number(kill(first, SIGKILL), 0);
	check_number(killed_by(first), SIGKILL);
	callers_prune(&callers);
	check_number(callers.count, 1);
	check_number(callers.list[0].session_id, 2);
	check(fcntl(pidfd, F_GETFD) < 0);
	callers_clear(&callers);
	check_number(kill(second, 0), 0);
}

static void the_others_are_killed(void)
{
	struct callers callers = { 0 };
	pid_t child = waiter_start(), stopped = waiter_start();

	check_number(callers_reserve(&callers, 2), 0);
	callers_add(&callers, pidfd_open(child, 0), 1);
	callers_add(&callers, pidfd_open(stopped, 0), 2);
	check_number(kill(stopped, SIGSTOP), 0);
	callers_kill(&callers);
	check_number(killed_by(child), SIGKILL);
	check_number(killed_by(stopped), SIGKILL);
	callers_prune(&callers);
	check_number(callers.count, 0);
	callers_clear(&callers);
}

static void who_is_late_is_killed_and_nobody_else(void)
{
	struct callers callers = { 0 };
	pid_t late = waiter_start(), early = waiter_start();

	check(callers_deadline(&callers) == INT64_MAX);
	check_number(callers_reserve(&callers, 2), 0);
	callers_add(&callers, pidfd_open(late, 0), 1);
	callers_add(&callers, pidfd_open(early, 0), 2);
	check(callers_deadline(&callers) > boottime_ms());
	check(callers_deadline(&callers) <= boottime_ms() + CALLERS_MS);
	callers_kill_late(&callers);
	check_number(kill(late, 0), 0);
	callers.list[0].deadline_ms = boottime_ms();
	callers_kill_late(&callers);
	check_number(killed_by(late), SIGKILL);
	check_number(kill(early, 0), 0);
	/* It is waited for no longer, whether it has ended or not. */
	check(callers_deadline(&callers) == callers.list[1].deadline_ms);
	callers_prune(&callers);
	check_number(callers.count, 1);
	callers_kill(&callers);
	check_number(killed_by(early), SIGKILL);
	callers_clear(&callers);
}

static void room_that_is_there_is_enough(void)
{
	struct callers callers = { 0 };
	struct caller *list;

	check_number(callers_reserve(&callers, 8), 0);
	list = callers.list;
	check_number(callers_reserve(&callers, 3), 0);
	check(callers.list == list && callers.capacity == 8);
	callers_clear(&callers);
	check_number(callers.capacity, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(those_that_have_ended_are_forgotten),
		fixture_test(the_others_are_killed),
		fixture_test(who_is_late_is_killed_and_nobody_else),
		fixture_test(room_that_is_there_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
