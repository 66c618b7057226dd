/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of kinds, and identities that agree with the links of /proc. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/namespace_id.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"

static int directory_open(void)
{
	int fd = open("/proc/self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static uint32_t all_flags(void)
{
	uint32_t flags = 0;

	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
		flags |= kind->flag;
	return flags;
}

static void every_kind_is_found_by_its_name(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++, count++)
		assert_ptr_equal(namespace_kind_find(kind->name), kind);
	assert_int_equal(count, NAMESPACE_COUNT);
	assert_int_equal(namespace_kind_find("mount")->flag, CLONE_NEWNS);
	assert_string_equal(namespace_kind_find("pid")->proc_name, "pid_for_children");
	assert_null(namespace_kind_find("mnt"));
	assert_null(namespace_kind_find(""));
	assert_null(namespace_kind_find("Mount"));
}

/* Root and working directory come with the mount namespace, so nothing may follow it. */
static void mount_is_last_and_user_first(void **state)
{
	(void)state;
	assert_int_equal(namespace_kinds[0].flag, CLONE_NEWUSER);
	assert_int_equal(namespace_kinds[NAMESPACE_COUNT - 1].flag, CLONE_NEWNS);
}

static void identities_are_those_of_proc(void **state)
{
	_cleanup_close_ int directory_fd = directory_open();
	struct namespace_id ids[NAMESPACE_COUNT];

	(void)state;
	assert_int_equal(namespace_ids_read(directory_fd, all_flags(), ids), NAMESPACE_COUNT);
	for (size_t i = 0; i < NAMESPACE_COUNT; i++) {
		char link[64] = "";
		const char *colon;
		unsigned long long inode = 0;

		assert_int_equal(ids[i].flag, namespace_kinds[i].flag);
		assert_true(readlinkat(directory_fd, namespace_kinds[i].proc_name, link,
				       sizeof(link) - 1) > 0);
		colon = strchr(link, ':');
		assert_non_null(colon);
		assert_int_equal(sscanf(colon, ":[%llu]", &inode), 1);
		assert_true(ids[i].inode == inode);
	}
}

static void only_the_flagged_are_read(void **state)
{
	_cleanup_close_ int directory_fd = directory_open();
	struct namespace_id ids[NAMESPACE_COUNT] = { 0 };

	(void)state;
	assert_int_equal(namespace_ids_read(directory_fd, CLONE_NEWNS | CLONE_NEWUTS, ids), 2);
	assert_int_equal(ids[0].flag, CLONE_NEWUTS);
	assert_int_equal(ids[1].flag, CLONE_NEWNS);
	assert_int_equal(ids[2].flag, 0);
	assert_int_equal(namespace_ids_read(directory_fd, 0, ids), 0);
}

static void a_wrong_directory_is_an_error(void **state)
{
	_cleanup_close_ int directory_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct namespace_id ids[NAMESPACE_COUNT] = { { .flag = 77 } };

	(void)state;
	assert_int_equal(namespace_ids_read(directory_fd, CLONE_NEWNS, ids), -ENOENT);
	assert_int_equal(ids[0].flag, 77);
}

static void every_field_counts(void **state)
{
	const struct namespace_id a[] = { { 1, 2, 3 }, { 4, 5, 6 } };
	const struct namespace_id others[][2] = {
		{ { 1, 2, 3 }, { 7, 5, 6 } },
		{ { 1, 2, 3 }, { 4, 7, 6 } },
		{ { 1, 2, 3 }, { 4, 5, 7 } },
	};

	(void)state;
	assert_true(namespace_ids_equal(a, a, 2));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		assert_false(namespace_ids_equal(a, others[i], 2));
		assert_true(namespace_ids_equal(a, others[i], 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_found_by_its_name),
		cmocka_unit_test(mount_is_last_and_user_first),
		cmocka_unit_test(identities_are_those_of_proc),
		cmocka_unit_test(only_the_flagged_are_read),
		cmocka_unit_test(a_wrong_directory_is_an_error),
		cmocka_unit_test(every_field_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
