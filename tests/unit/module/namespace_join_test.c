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
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "fixture.h"
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

	int error = namespace_join_look(join, &reason);

	if (error == 0)
		error = namespace_join_hold(join, verdict, &reason);
	assert_true((error < 0) == (text[0] != '\0'));
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

static void file_write(pid_t pid, const char *name, const char *text)
{
	_cleanup_close_ int fd = NO_FD;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	check_true(fd >= 0, path, __FILE__, __LINE__);
	check_number(write(fd, text, strlen(text)), strlen(text));
}

static void range_map(pid_t pid, unsigned int base)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "0 %u 65536\n", base);
	file_write(pid, "uid_map", text);
	file_write(pid, "gid_map", text);
}

/* A process in a user namespace of its own, mapped to a range; without maps if base is 0. */
static void in_user_namespace(unsigned int base, void (*body)(struct namespace_join *),
			      struct namespace_join *join)
{
	int unshared[2], mapped[2];
	char byte;
	pid_t child;

	check_number(pipe2(unshared, O_CLOEXEC), 0);
	check_number(pipe2(mapped, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check_number(unshare(CLONE_NEWUSER), 0);
		check_number(write(unshared[1], "", 1), 1);
		check_number(read(mapped[0], &byte, 1), 1);
		body(join);
		_exit(0);
	}
	check_number(read(unshared[0], &byte, 1), 1);
	if (base != 0)
		range_map(child, base);
	check_number(write(mapped[1], "", 1), 1);
	check_child(child);
}

static void one_way_begin(struct namespace_join *join)
{
	namespace_join_init(join);
	directory_make(FIXTURE_DIRECTORY "/roots", 0700);
	join->is_one_way = true;
	join->probe_fd = open(FIXTURE_DIRECTORY "/roots", O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(join->probe_fd >= 0);
}

static void becomes_the_jails_root(struct namespace_join *join)
{
	struct reason reason = { 0 };
	uid_t uid, effective, saved;

	check_number(getuid(), 65534);
	check_true(namespace_join_become(join, &reason) == 0, reason.text, __FILE__, __LINE__);
	check_number(getresuid(&uid, &effective, &saved), 0);
	check_number(uid + effective + saved, 0);
	check_number(getgroups(0, NULL), 0);
	check_errno(openat(join->probe_fd, ".", O_RDONLY | O_DIRECTORY), EACCES);
}

static void the_hosts_root_is_given_up(void)
{
	struct namespace_join join;

	one_way_begin(&join);
	in_user_namespace(1000000, becomes_the_jails_root, &join);
}

static void finds_no_ids(struct namespace_join *join)
{
	struct reason reason = { 0 };

	check(namespace_join_become(join, &reason) < 0);
	check_text(reason.text, "the ids of the jail's root can not be taken");
}

static void without_maps_there_is_no_root(void)
{
	struct namespace_join join;

	one_way_begin(&join);
	in_user_namespace(0, finds_no_ids, &join);
}

/* A map of the whole host, or no user namespace at all: the host's root is still there. */
static void a_root_that_stays_is_noticed(void)
{
	struct namespace_join join;
	struct reason reason = { 0 };

	one_way_begin(&join);
	check_number(namespace_join_become(&join, &reason), -EPERM);
	check_text(reason.text, "the host's root was not given up");
}

static void has_no_capability_for_its_user(struct namespace_join *join)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	struct reason reason = { 0 };

	check_number(prctl(PR_SET_KEEPCAPS, 1), 0);
	check_number(syscall(SYS_capget, &header, sets), 0);
	sets[0].effective &= ~(1U << CAP_SETUID);
	sets[0].permitted &= ~(1U << CAP_SETUID);
	check_number(syscall(SYS_capset, &header, sets), 0);
	check(namespace_join_become(join, &reason) < 0);
	check_text(reason.text, "the ids of the jail's root");
}

static void a_root_that_can_not_become_the_user_is_refused(void)
{
	struct namespace_join join;

	one_way_begin(&join);
	in_user_namespace(1000000, has_no_capability_for_its_user, &join);
}

/* The ids alone do not tell: it has them already, and lacks the right to give them up again. */
static void has_the_ids_alone(struct namespace_join *join)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
	struct reason reason = { 0 };

	check_number(setresgid(0, 0, 0), 0);
	check_number(setresuid(0, 0, 0), 0);
	check_number(syscall(SYS_capget, &header, sets), 0);
	sets[0].effective &= ~(1U << CAP_SETUID);
	check_number(syscall(SYS_capset, &header, sets), 0);
	check_number(namespace_join_become(join, &reason), -EPERM);
	check_text(reason.text, "the ids of the jail's root were not taken");
}

static void a_root_without_its_capabilities_is_refused(void)
{
	struct namespace_join join;

	one_way_begin(&join);
	in_user_namespace(1000000, has_the_ids_alone, &join);
}

static void without_a_user_namespace_nothing_changes(void)
{
	struct namespace_join join;
	struct reason reason = { 0 };
	gid_t group = 4711;

	one_way_begin(&join);
	join.is_one_way = false;
	check_number(setgroups(1, &group), 0);
	check_number(setresuid(0, 0, 4711), 0);
	check_number(namespace_join_become(&join, &reason), 0);
	check_number(getgroups(0, NULL), 1);
}

/* What is held for a way back would be a way to the host. */
static void nothing_is_held_for_a_way_that_is_not_there(void)
{
	struct namespace_join join;
	struct reason reason = { 0 };
	struct verdict verdict;

	tmpfs_over("/run");
	directory_make(STATE_DIR, 0700);
	namespace_join_init(&join);
	check_number(namespace_join_prepare(&join, &reason), 0);
	verdict = own_verdict(&join, USUAL | CLONE_NEWUSER);
	check_number(namespace_join_look(&join, &reason), 0);
	check_number(namespace_join_hold(&join, &verdict, &reason), 0);
	check(join.is_one_way && join.probe_fd >= 0);
	for (size_t i = 0; i < NAMESPACE_COUNT; i++)
		check_number(join.own_fds[i], NO_FD);
	/* Not entered yet, so there is nothing to leave. */
	check_number(namespace_join_leave(&join), 0);
	namespace_join_settle(&join);
	check_number(join.probe_fd, NO_FD);
	check_number(join.root_fd, NO_FD);
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
		fixture_test(the_hosts_root_is_given_up),
		fixture_test(without_maps_there_is_no_root),
		fixture_test(a_root_that_stays_is_noticed),
		fixture_test(a_root_that_can_not_become_the_user_is_refused),
		fixture_test(a_root_without_its_capabilities_is_refused),
		fixture_test(without_a_user_namespace_nothing_changes),
		fixture_test(nothing_is_held_for_a_way_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
