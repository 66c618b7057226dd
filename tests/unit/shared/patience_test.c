/* SPDX-License-Identifier: BSD-3-Clause */
/* Who works is waited for up to the end, who hangs is not, and nobody is waited for past it. */
#include "shared/patience.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define HANG_MS 900
#define END_MS	2600
#define LATE_MS 1500 /* what a busy machine may add */

/* What a worker does with its life. */
typedef void life(void);

static void run(void)
{
	for (;;)
		;
}

static void sleep_for_good(void)
{
	for (;;)
		(void)pause();
}

/* proc(5) shows D for who waits for a child of vfork(2), as for who waits for a disk. */
static void wait_for_a_disk(void)
{
	if (vfork() == 0)
		sleep_for_good();
}

static void child_stop(void)
{
	(void)raise(SIGSTOP);
}

static pid_t worker_start(life *live)
{
	pid_t pid = fork();

	check(pid >= 0);
	if (pid == 0) {
		live();
		_exit(0);
	}
	(void)poll(NULL, 0, 50);
	return pid;
}

static void count(void *data)
{
	++*(int *)data;
}

/* Waits for nothing; returns how long, and in *ret_told how often somebody was told. */
static int64_t wait_for(pid_t worker, int *ret_told)
{
	int64_t begin = boottime_ms();
	const struct patience patience = { .worker = worker,
					   .hang_ms = HANG_MS,
					   .end_ms = begin + END_MS,
					   .tell = count,
					   .tell_data = ret_told };
	int ends[2];

	check_number(pipe2(ends, O_CLOEXEC), 0);
	check_number(patience_wait(&patience, ends[0]), -ETIMEDOUT);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return boottime_ms() - begin;
}

static void check_works(life *live)
{
	int told = 0;
	int64_t took = wait_for(worker_start(live), &told);

	check(took >= END_MS && took < END_MS + LATE_MS);
	check(told >= 2);
}

static void check_hangs(pid_t worker)
{
	int told = 0;
	int64_t took = wait_for(worker, &told);

	check(took >= HANG_MS && took < HANG_MS + LATE_MS);
	check_number(told, 0);
}

static void who_runs_is_waited_for(void)
{
	check_works(run);
}

static void who_waits_for_a_disk_is_waited_for(void)
{
	check_works(wait_for_a_disk);
}

static void who_sleeps_hangs(void)
{
	check_hangs(worker_start(sleep_for_good));
}

static void who_is_stopped_hangs(void)
{
	check_hangs(worker_start(child_stop));
}

static void who_can_not_be_seen_hangs(void)
{
	check_hangs(0);
	check_hangs(getpid());
	check_hangs(0x3ffffff);
}

/* A process may call itself what it likes. */
static void names_are_no_state(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		FILE *name = fopen("/proc/self/comm", "we");

		(void)fputs("a) R 1 (b) D 2", name);
		(void)fclose(name);
		sleep_for_good();
	}
	(void)poll(NULL, 0, 50);
	check_hangs(pid);
}

static void who_works_and_then_hangs_has_its_time_from_then_on(void)
{
	int64_t begin = boottime_ms();
	pid_t pid = worker_start(run);
	pid_t stopper = fork();
	int told = 0;

	if (stopper == 0) {
		(void)poll(NULL, 0, 2 * PATIENCE_LOOK_MS);
		_exit(kill(pid, SIGSTOP));
	}
	(void)wait_for(pid, &told);
	check(boottime_ms() - begin >= PATIENCE_LOOK_MS + HANG_MS);
	check(told >= 1);
}

static void what_comes_ends_the_wait(void)
{
	const struct patience patience = { .hang_ms = FIXTURE_WAIT,
					   .end_ms = boottime_ms() + FIXTURE_WAIT };
	int ends[2];

	check_number(pipe2(ends, O_CLOEXEC), 0);
	check_number(write(ends[1], "", 1), 1);
	check_number(patience_wait(&patience, ends[0]), 0);
	(void)close(ends[1]);
	check_number(patience_wait(&patience, ends[0]), 0);
	check(boottime_ms() < patience.end_ms);
}

static void an_end_that_has_passed_is_no_wait(void)
{
	int64_t begin = boottime_ms();
	const struct patience patience = { .worker = worker_start(run),
					   .hang_ms = HANG_MS,
					   .end_ms = begin - 1 };
	int ends[2];

	check_number(pipe2(ends, O_CLOEXEC), 0);
	check_number(patience_wait(&patience, ends[0]), -ETIMEDOUT);
	check_number(write(ends[1], "", 1), 1);
	check_number(patience_wait(&patience, ends[0]), 0);
	check(boottime_ms() - begin < HANG_MS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(who_runs_is_waited_for),
		fixture_test(who_waits_for_a_disk_is_waited_for),
		fixture_test(who_sleeps_hangs),
		fixture_test(who_is_stopped_hangs),
		fixture_test(who_can_not_be_seen_hangs),
		fixture_test(names_are_no_state),
		fixture_test(who_works_and_then_hangs_has_its_time_from_then_on),
		fixture_test(what_comes_ends_the_wait),
		fixture_test(an_end_that_has_passed_is_no_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
