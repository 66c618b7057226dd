/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callers of a shared jail coming and going. The jail's cgroup is a directory of files here: this
 * machine's hierarchy is only where they go home to, which is where they are.
 */
#include "limits/cgroup.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "limits/cgroup_directory.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "system/report.h"

static char directory[] = "/tmp/cgroup_test.XXXXXX";
static int directory_fd = NO_FD;

static int directory_make(void **state)
{
	(void)state;
	if (mkdtemp(directory) == NULL)
		return -1;
	directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return directory_fd < 0 ? -1 : 0;
}

static int directory_remove(void **state)
{
	(void)state;
	(void)unlinkat(directory_fd, "cgroup.procs", 0);
	return rmdir(directory);
}

static struct cgroup cgroup_of_files(void)
{
	struct cgroup cgroup = CGROUP_NONE;
	_cleanup_close_ int fd = openat(directory_fd, "cgroup.procs",
					O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	cgroup.root_fd = cgroup_open(AT_FDCWD, "/sys/fs/cgroup");
	if (cgroup.root_fd < 0)
		cgroup.root_fd = cgroup_open(AT_FDCWD, "/sys/fs/cgroup/unified");
	if (cgroup.root_fd < 0 || geteuid() != 0)
		skip();
	cgroup.directory_fd = fcntl(directory_fd, F_DUPFD_CLOEXEC, 0);
	cgroup.holds_callers = true;
	return cgroup;
}

struct caller {
	pid_t pid;
	int pidfd;
};

static struct caller caller_start(void)
{
	struct caller caller = { .pid = fork() };

	if (caller.pid == 0) {
		(void)pause();
		_exit(0);
	}
	assert_true(caller.pid > 0);
	caller.pidfd = pidfd_open(caller.pid, 0);
	assert_true(caller.pidfd >= 0);
	return caller;
}

static void caller_kill(const struct caller *caller)
{
	assert_int_equal(kill(caller->pid, SIGKILL), 0);
	assert_int_equal(waitpid(caller->pid, NULL, 0), caller->pid);
}

static void is_last_inside(pid_t pid)
{
	char text[64] = "", number[16];

	assert_int_equal(cgroup_read(directory_fd, "cgroup.procs", text, sizeof(text)), 0);
	(void)snprintf(number, sizeof(number), "%d", pid);
	assert_string_equal(text, number);
}

static void each_caller_comes_in_and_goes_home_alone(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = cgroup_of_files();
	struct caller first = caller_start(), second = caller_start();

	(void)state;
	assert_int_equal(cgroup_enter(&cgroup, first.pidfd, NULL, &report), 0);
	is_last_inside(first.pid);
	assert_int_equal(cgroup_enter(&cgroup, second.pidfd, NULL, &report), 0);
	is_last_inside(second.pid);
	assert_int_equal(cgroup.member_count, 2);
	cgroup_return(&cgroup, first.pidfd);
	assert_int_equal(cgroup.member_count, 1);
	assert_int_equal(cgroup.members[0].pid, second.pid);
	cgroup_return(&cgroup, first.pidfd);
	assert_int_equal(cgroup.member_count, 1);
	cgroup_return(&cgroup, second.pidfd);
	assert_int_equal(cgroup.member_count, 0);
	caller_kill(&first);
	caller_kill(&second);
	cgroup_end(&cgroup);
	assert_int_equal(cgroup.directory_fd, NO_FD);
}

static void a_dead_caller_is_not_let_in_and_is_forgotten(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = cgroup_of_files();
	struct caller dead = caller_start(), next = caller_start();

	(void)state;
	assert_int_equal(cgroup_enter(&cgroup, dead.pidfd, NULL, &report), 0);
	caller_kill(&dead);
	cgroup_return(&cgroup, dead.pidfd);
	assert_int_equal(cgroup_enter(&cgroup, next.pidfd, NULL, &report), 0);
	assert_int_equal(cgroup.member_count, 1);
	assert_int_equal(cgroup.members[0].pid, next.pid);
	assert_true(cgroup_enter(&cgroup, dead.pidfd, NULL, &report) < 0);
	assert_non_null(strstr(report.text, "the jail's cgroup takes no caller"));
	caller_kill(&next);
	cgroup_end(&cgroup);
}

/* The keeper may not be allowed to look where a caller is: whoever joins says it. */
static void the_way_home_can_be_given(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = cgroup_of_files();
	struct caller caller = caller_start();
	int ends[2], home_fd;
	char text[16] = "", number[16];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	home_fd = ends[1];
	assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, &home_fd, &report), 0);
	assert_int_equal(home_fd, NO_FD);
	cgroup_return(&cgroup, caller.pidfd);
	assert_int_equal(cgroup.member_count, 0);
	(void)snprintf(number, sizeof(number), "%d", caller.pid);
	assert_int_equal(read(ends[0], text, sizeof(text) - 1), strlen(number));
	assert_string_equal(text, number);
	assert_int_equal(close(ends[0]), 0);
	caller_kill(&caller);
	cgroup_end(&cgroup);
}

static void without_limits_there_is_nothing_to_do(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = CGROUP_NONE;

	(void)state;
	assert_int_equal(cgroup_enter(&cgroup, NO_FD, NULL, &report), 0);
	cgroup_return(&cgroup, NO_FD);
	cgroup_end(&cgroup);
	assert_int_equal(report.error_count, 0);
}

static struct cgroup scope_of_files(void)
{
	struct cgroup cgroup = cgroup_of_files();

	cgroup.is_scope = true;
	return cgroup;
}

/* Has the manager of the caller's unit end who is there for it, and the keeper hear of that. */
static void stand_in_kill(struct cgroup *cgroup, int signal)
{
	struct cgroup_member *member = &cgroup->members[0];
	int64_t deadline_ms = boottime_ms() + 5000;

	assert_true(member->stand_in > 0);
	assert_int_equal(kill(member->stand_in, signal), 0);
	while (member->stand_in > 0 && boottime_ms() < deadline_ms) {
		(void)poll(NULL, 0, 5);
		cgroup_settle(cgroup);
	}
	assert_int_equal(member->stand_in, 0);
}

static int end_of(const struct caller *caller)
{
	int status = 0;

	assert_int_equal(waitpid(caller->pid, &status, 0), caller->pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* What is killed with a unit: SIGTERM first (control-group), or nothing else (mixed). */
static void a_caller_ends_with_its_stand_in(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGKILL };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct report report = { .socket_fd = NO_FD };
		struct cgroup cgroup = scope_of_files();
		struct caller caller = caller_start();

		assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, NULL, &report), 0);
		cgroup_settle(&cgroup);
		assert_int_equal(cgroup_deadline(&cgroup), INT64_MAX);
		assert_int_equal(waitpid(caller.pid, NULL, WNOHANG), 0);
		stand_in_kill(&cgroup, signals[i]);
		assert_int_equal(end_of(&caller), SIGTERM);
		cgroup_end(&cgroup);
	}
}

static void a_caller_that_does_not_is_killed(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = scope_of_files();
	struct caller caller;
	int64_t begin_ms;

	(void)state;
	assert_true(signal(SIGTERM, SIG_IGN) != SIG_ERR);
	caller = caller_start();
	assert_true(signal(SIGTERM, SIG_DFL) != SIG_ERR);
	assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, NULL, &report), 0);
	begin_ms = boottime_ms();
	stand_in_kill(&cgroup, SIGTERM);
	assert_true(cgroup_deadline(&cgroup) >= begin_ms + 1000);
	assert_true(cgroup_deadline(&cgroup) <= begin_ms + 10000);
	while (cgroup_deadline(&cgroup) != INT64_MAX) {
		assert_int_equal(waitpid(caller.pid, NULL, WNOHANG), 0);
		(void)poll(NULL, 0, 50);
		cgroup_settle(&cgroup);
	}
	assert_int_equal(end_of(&caller), SIGKILL);
	cgroup_end(&cgroup);
}

static void a_stand_in_is_where_the_caller_was_until_it_returns(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = scope_of_files();
	struct caller caller = caller_start();
	char text[16] = "", number[16], path[64];
	int ends[2], home_fd;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	home_fd = ends[1];
	assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, &home_fd, &report), 0);
	pid = cgroup.members[0].stand_in;
	assert_true(pid > 0);
	(void)snprintf(number, sizeof(number), "%d", pid);
	assert_int_equal(read(ends[0], text, sizeof(text) - 1), strlen(number));
	assert_string_equal(text, number);
	is_last_inside(caller.pid);
	cgroup_return(&cgroup, caller.pidfd);
	assert_int_equal(kill(pid, 0), -1);
	(void)snprintf(path, sizeof(path), "/proc/%d", pid);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(waitpid(caller.pid, NULL, WNOHANG), 0);
	assert_int_equal(close(ends[0]), 0);
	caller_kill(&caller);
	cgroup_end(&cgroup);
}

static void powerless(pid_t pid)
{
	char path[64], text[4096] = "";
	_cleanup_close_ int fd = NO_FD;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	assert_non_null(strstr(text, "Name:\tnsjail-standin\n"));
	assert_non_null(strstr(text, "CapPrm:\t0000000000000000\n"));
	assert_non_null(strstr(text, "NoNewPrivs:\t1\n"));
	assert_non_null(strstr(text, "SigBlk:\t0000000000000000\n"));
	(void)snprintf(path, sizeof(path), "/proc/%d/fd/0", pid);
	assert_int_equal(access(path, F_OK), -1);
}

static void a_stand_in_has_nothing(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = scope_of_files();
	struct caller caller = caller_start();

	(void)state;
	assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, NULL, &report), 0);
	(void)poll(NULL, 0, 200);
	powerless(cgroup.members[0].stand_in);
	caller_kill(&caller);
	cgroup_end(&cgroup);
}

/* Its keeper alone is in a scope: what is done to the caller's unit is for the caller. */
static void without_limits_a_caller_stays_where_it_is(void **state)
{
	struct report report = { .socket_fd = NO_FD };
	struct cgroup cgroup = cgroup_of_files();
	struct caller caller = caller_start();
	char text[64];

	(void)state;
	cgroup.holds_callers = false;
	assert_int_equal(cgroup_enter(&cgroup, caller.pidfd, NULL, &report), 0);
	assert_int_equal(cgroup.member_count, 0);
	assert_int_equal(cgroup_read(directory_fd, "cgroup.procs", text, sizeof(text)), 0);
	assert_string_equal(text, "");
	caller_kill(&caller);
	cgroup_end(&cgroup);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_caller_comes_in_and_goes_home_alone),
		cmocka_unit_test(a_dead_caller_is_not_let_in_and_is_forgotten),
		cmocka_unit_test(the_way_home_can_be_given),
		cmocka_unit_test(a_caller_ends_with_its_stand_in),
		cmocka_unit_test(a_caller_that_does_not_is_killed),
		cmocka_unit_test(a_stand_in_is_where_the_caller_was_until_it_returns),
		cmocka_unit_test(a_stand_in_has_nothing),
		cmocka_unit_test(without_limits_a_caller_stays_where_it_is),
		cmocka_unit_test(without_limits_there_is_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, directory_make, directory_remove);
}
