/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may join, with which verdict, and that a failed join leaves everything as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "namespace_join.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/pidfd.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"

#define USUAL (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS)

static int count_fds(void)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	return count;
}

static int begin(void **state)
{
	static struct namespace_join join;
	struct reason reason = { 0 };

	namespace_join_init(&join);
	*state = &join;
	return namespace_join_prepare(&join, &reason);
}

static int end(void **state)
{
	namespace_join_clear(*state);
	return 0;
}

/* A verdict whose namespaces are this process's own. */
static struct verdict own_verdict(const struct namespace_join *join, uint32_t flags)
{
	struct verdict verdict = { .outcome = VERDICT_JAILED };
	int count = namespace_ids_read(join->directory_fd, flags, verdict.namespaces);

	assert_true(count >= 0);
	verdict.namespace_count = (size_t)count;
	return verdict;
}

static void expect_held(struct namespace_join *join, const struct verdict *verdict,
			const char *text)
{
	struct reason reason = { 0 };

	assert_true((namespace_join_hold(join, verdict, &reason) < 0) == (text[0] != '\0'));
	assert_string_equal(reason.text, text);
}

static void all_is_closed_again(void **state)
{
	struct namespace_join *join = *state;
	struct verdict verdict = own_verdict(join, USUAL);
	int before = count_fds();

	expect_held(join, &verdict, "");
	assert_int_equal(count_fds(), before + 3 + 2);
	namespace_join_settle(join);
	assert_int_equal(count_fds(), before + 3 - 1);
	namespace_join_clear(join);
	assert_int_equal(count_fds(), before - 1);
}

static void mount_and_pid_can_not_be_left_out(void **state)
{
	static const uint32_t wanting[] = { 0, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUTS };

	for (size_t i = 0; i < ARRAY_SIZE(wanting); i++) {
		struct verdict verdict = own_verdict(*state, wanting[i]);

		expect_held(*state, &verdict, "the helper's list of namespaces: Protocol error");
	}
}

static void strange_lists_are_refused(void **state)
{
	static const uint32_t strange[] = { 0, 1, CLONE_NEWNS | CLONE_NEWUTS, CLONE_NEWNS };

	for (size_t i = 0; i < ARRAY_SIZE(strange); i++) {
		struct verdict verdict = own_verdict(*state, USUAL);

		verdict.namespaces[verdict.namespace_count++].flag = strange[i];
		expect_held(*state, &verdict, "the helper's list of namespaces: Protocol error");
	}
}

static void *wait_for_ever(void *argument)
{
	pause();
	return argument;
}

static void threads_are_refused(void **state)
{
	struct verdict verdict = own_verdict(*state, USUAL);
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, wait_for_ever, NULL), 0);
	expect_held(*state, &verdict, "the caller has threads");
	assert_int_equal(pthread_cancel(thread), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

static void a_failed_join_changes_nothing(void **state)
{
	struct namespace_join *join = *state;
	struct verdict verdict = own_verdict(join, USUAL);
	struct reason reason = { 0 };
	struct namespace_id found[NAMESPACE_COUNT];

	expect_held(join, &verdict, "");
	assert_true(namespace_join_enter(join, NO_FD, &reason) < 0);
	assert_string_equal(reason.text, "the jail can not be joined: setns: Bad file descriptor");
	assert_int_equal(namespace_ids_read(join->directory_fd, USUAL, found), 3);
	assert_true(namespace_ids_equal(found, verdict.namespaces, 3));
}

/* The inode in the verdict decides, not the success of setns(2). */
static void a_join_that_leads_elsewhere_is_noticed(void **state)
{
	struct namespace_join *join = *state;
	struct verdict verdict = own_verdict(join, USUAL);
	_cleanup_close_ int own_pidfd = pidfd_open(getpid(), 0);
	struct reason reason = { 0 };

	if (geteuid() != 0) {
		print_message("skipped: setns(2) needs root\n");
		skip();
	}
	verdict.namespaces[1].inode++;
	expect_held(join, &verdict, "");
	assert_int_equal(namespace_join_enter(join, own_pidfd, &reason), -EXDEV);
	assert_false(namespace_join_is_inside(join));
	assert_int_equal(namespace_join_leave(join), 0);
}

int main(void)
{
#define JOIN_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		JOIN_TEST(all_is_closed_again),
		JOIN_TEST(mount_and_pid_can_not_be_left_out),
		JOIN_TEST(strange_lists_are_refused),
		JOIN_TEST(threads_are_refused),
		JOIN_TEST(a_failed_join_changes_nothing),
		JOIN_TEST(a_join_that_leads_elsewhere_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
