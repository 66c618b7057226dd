/* SPDX-License-Identifier: BSD-3-Clause */
/* Only who is started between begin and end has a clock that counts from there. */
#include "jail/time_offset.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/capability.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define SOON 60 /* seconds; the machine may be slow */

static time_t seconds(clockid_t clock)
{
	struct timespec now;

	check_number(clock_gettime(clock, &now), 0);
	return now.tv_sec;
}

/* A machine that was started just now would make every clock right. */
static void be_old_enough(void)
{
	const struct timespec moment = { .tv_nsec = 100000000 };

	while (seconds(CLOCK_BOOTTIME) <= 2 * SOON)
		(void)nanosleep(&moment, NULL);
}

/* The child's clocks: the one that is of the jail, or of the host, and the one that is the host's.
 */
static void check_child_clocks(bool is_jail_s, time_t boot, time_t monotonic)
{
	pid_t child = fork();

	if (child == 0) {
		time_t own = seconds(CLOCK_BOOTTIME);

		check(is_jail_s ? own >= 0 && own <= SOON : own >= boot && own <= boot + SOON);
		own = seconds(CLOCK_MONOTONIC);
		check(own >= monotonic && own <= monotonic + SOON);
		_exit(0);
	}
	check_child(child);
}

static void begin(struct fixture_jail *jail, int *ret_own_fd)
{
	jail->plan.namespaces |= CLONE_NEWTIME;
	check_number(time_offset_begin(ret_own_fd, &jail->plan, &jail->report), 0);
	check(*ret_own_fd >= 0);
}

static void between_begin_and_end_the_boot_was_now(void)
{
	struct fixture_jail jail;
	time_t boot, monotonic;
	int own_fd;

	fixture_jail_make(&jail);
	be_old_enough();
	boot = seconds(CLOCK_BOOTTIME);
	monotonic = seconds(CLOCK_MONOTONIC);
	check_child_clocks(false, boot, monotonic);
	begin(&jail, &own_fd);
	check(seconds(CLOCK_BOOTTIME) >= boot);
	check_child_clocks(true, boot, monotonic);
	check_number(time_offset_end(own_fd, &jail.report), 0);
	check(fcntl(own_fd, F_GETFD) < 0);
	check_child_clocks(false, boot, monotonic);
	check(seconds(CLOCK_BOOTTIME) >= boot);
	check_number(jail.report.error_count, 0);
}

static void without_the_namespace_nothing_happens(void)
{
	struct fixture_jail jail;
	char before[64] = "", after[64] = "";
	int own_fd = 0;

	fixture_jail_make(&jail);
	jail.plan.namespaces &= ~(uint32_t)CLONE_NEWTIME;
	check(readlink("/proc/self/ns/time_for_children", before, sizeof(before) - 1) > 0);
	check_number(time_offset_begin(&own_fd, &jail.plan, &jail.report), 0);
	check_number(own_fd, NO_FD);
	check(readlink("/proc/self/ns/time_for_children", after, sizeof(after) - 1) > 0);
	check_text(after, before);
	check_number(time_offset_end(own_fd, &jail.report), 0);
}

static void capability_lower(cap_value_t capability)
{
	cap_t set = cap_get_proc();

	check_number(cap_set_flag(set, CAP_EFFECTIVE, 1, &capability, CAP_CLEAR), 0);
	check_number(cap_set_proc(set), 0);
	(void)cap_free(set);
}

static void check_refused(struct fixture_jail *jail, const char *reason)
{
	int own_fd = 0;

	jail->plan.namespaces |= CLONE_NEWTIME;
	check_number(time_offset_begin(&own_fd, &jail->plan, &jail->report), -EPERM);
	check_number(own_fd, NO_FD);
	check_text(jail->report.text, reason);
}

static void without_the_right_to_a_namespace_it_is_refused(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	capability_lower(CAP_SYS_ADMIN);
	check_refused(&jail, "can not make a time namespace");
}

static void a_clock_that_can_not_be_set_is_refused(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	capability_lower(CAP_SYS_TIME);
	check_refused(&jail, "can not set the jail's boot time");
}

static void who_can_not_return_says_so(void)
{
	struct fixture_jail jail;
	int own_fd;

	fixture_jail_make(&jail);
	begin(&jail, &own_fd);
	capability_lower(CAP_SYS_ADMIN);
	check_number(time_offset_end(own_fd, &jail.report), -EPERM);
	check_text(jail.report.text, "can not return to the host's clock");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(between_begin_and_end_the_boot_was_now),
		fixture_test(without_the_namespace_nothing_happens),
		fixture_test(without_the_right_to_a_namespace_it_is_refused),
		fixture_test(a_clock_that_can_not_be_set_is_refused),
		fixture_test(who_can_not_return_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
