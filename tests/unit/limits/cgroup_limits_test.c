/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What limits are called and how they are written: into a directory with files of the kernel's
 * names, so no controllers are needed.
 */
#include "limits/cgroup_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "limits/cgroup_directory.h"
#include "shared/cleanup.h"
#include "system/report.h"

static char directory[] = "/tmp/cgroup_limits_test.XXXXXX";
static int directory_fd = NO_FD;

static const char *const names[] = { "cgroup.subtree_control",
				     "memory.max",
				     "memory.swap.max",
				     "pids.max",
				     "cpu.max",
				     "cpu.weight",
				     "io.weight" };

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
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		(void)unlinkat(directory_fd, names[i], 0);
	return rmdir(directory);
}

static void put(const char *name, const char *text)
{
	_cleanup_close_ int fd =
		openat(directory_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void says(const char *name, const char *text)
{
	char found[64];

	assert_int_equal(cgroup_read(directory_fd, name, found, sizeof(found)), 0);
	assert_string_equal(found, text);
}

static const struct jail_plan all = { .limits = { [LIMIT_MEMORY_MAX] = { true, 1048576 },
						  [LIMIT_MEMORY_SWAP_MAX] = { true, 0 },
						  [LIMIT_TASKS_MAX] = { true, 64 },
						  [LIMIT_CPU_QUOTA] = { true, 1500000 },
						  [LIMIT_CPU_WEIGHT] = { true, 50 },
						  [LIMIT_IO_WEIGHT] = { true, 20 } } };
static const struct jail_plan none = { 0 };

#define EVERYTHING (CGROUP_AMOUNTS | CGROUP_WEIGHTS)

static void systemd_is_told_in_its_words(void **state)
{
	static const char *const words[LIMIT_COUNT] = {
		"MemoryMax=1048576",	      "MemorySwapMax=0", "TasksMax=64",
		"CPUQuotaPerSecUSec=1500000", "CPUWeight=50",	 "IOWeight=20",
	};
	char text[CGROUP_LIMIT_SIZE];

	(void)state;
	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		cgroup_limit_property(text, &all, (enum limit_kind)i);
		assert_string_equal(text, words[i]);
	}
	assert_true(cgroup_limits_are_set(&all));
	assert_false(cgroup_limits_are_set(&none));
}

static void missing_controllers_are_all_named(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	put("cgroup.subtree_control", "cpuset cpu memory\n");
	assert_int_equal(cgroup_limits_check(directory_fd, "/x", &none, &report), 0);
	assert_true(cgroup_limits_check(directory_fd, "/x", &all, &report) < 0);
	assert_int_equal(report.error_count, 2);
	assert_non_null(strstr(report.text, "controller 'pids' is not available in '/x'"));
	assert_non_null(strstr(report.text, "controller 'io' is not available in '/x'"));

	put("cgroup.subtree_control", "cpu io memory pids\n");
	report = (struct report){ .socket_fd = NO_FD };
	assert_int_equal(cgroup_limits_check(directory_fd, "/x", &all, &report), 0);
}

/* Names that begin or end like another are other names. */
static void parts_of_words_are_no_controllers(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	put("cgroup.subtree_control", "cpuset xmemory rdma pidsx bio\n");
	assert_true(cgroup_limits_check(directory_fd, "/x", &all, &report) < 0);
	assert_int_equal(report.error_count, LIMIT_COUNT);
}

static void limits_are_written_as_the_kernel_takes_them(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(names); i++)
		put(names[i], "");
	assert_int_equal(cgroup_limits_write(directory_fd, "/x", &all, EVERYTHING, &report), 0);
	says("memory.max", "1048576");
	says("memory.swap.max", "0");
	says("pids.max", "64");
	says("cpu.max", "150000 100000");
	says("cpu.weight", "50");
	says("io.weight", "20");
}

static void a_file_that_is_missing_is_a_missing_controller(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	(void)unlinkat(directory_fd, "io.weight", 0);
	assert_true(cgroup_limits_write(directory_fd, "/x", &all, EVERYTHING, &report) < 0);
	assert_string_equal(report.text,
			    "controller 'io' is not available in '/x': no 'io.weight'");
	report = (struct report){ .socket_fd = NO_FD };
	assert_true(cgroup_limits_verify(directory_fd, "/x", &all, &report) < 0);
}

/* What is for the jail alone, and what is for those beside it, are in two cgroups under systemd. */
static void amounts_and_weights_are_written_apart(void **state)
{
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(names); i++)
		put(names[i], "");
	assert_int_equal(cgroup_limits_write(directory_fd, "/x", &all, CGROUP_AMOUNTS, &report), 0);
	says("memory.max", "1048576");
	says("cpu.max", "150000 100000");
	says("cpu.weight", "");
	says("io.weight", "");
	assert_int_equal(cgroup_limits_write(directory_fd, "/x", &all, CGROUP_WEIGHTS, &report), 0);
	says("cpu.weight", "50");
	says("io.weight", "20");
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		assert_int_equal(cgroup_limit_part((enum limit_kind)i),
				 i < LIMIT_CPU_WEIGHT ? CGROUP_AMOUNTS : CGROUP_WEIGHTS);
}

static void controllers_are_given_for_amounts_alone(void **state)
{
	static const struct jail_plan weights = { .limits = { [LIMIT_IO_WEIGHT] = { true, 20 } } };
	static const struct jail_plan tasks = { .limits = { [LIMIT_TASKS_MAX] = { true, 20 } } };
	struct report report = { .socket_fd = NO_FD };

	(void)state;
	put("cgroup.subtree_control", "");
	assert_int_equal(cgroup_controllers_give(directory_fd, "/x", &weights, &report), 0);
	says("cgroup.subtree_control", "");
	assert_int_equal(cgroup_controllers_give(directory_fd, "/x", &tasks, &report), 0);
	says("cgroup.subtree_control", "+pids");
	(void)unlinkat(directory_fd, "cgroup.subtree_control", 0);
	assert_true(cgroup_controllers_give(directory_fd, "/x", &tasks, &report) < 0);
	assert_non_null(strstr(report.text, "controller 'pids' is not available in '/x'"));
}

static void weights_that_were_not_set_are_seen(void **state)
{
	static const struct {
		const char *name, *text;
		bool is_good;
	} cases[] = {
		{ "cpu.weight", "100\n", false },
		{ "cpu.weight", "50\n", true },
		{ "io.weight", "default 100\n", false },
		{ "io.weight", "default 20\n", true },
	};

	(void)state;
	put("cpu.weight", "50\n");
	put("io.weight", "default 20\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct report report = { .socket_fd = NO_FD };
		int error;

		put(cases[i].name, cases[i].text);
		error = cgroup_limits_verify(directory_fd, "/x", &all, &report);
		if ((error == 0) != cases[i].is_good)
			fail_msg("%s: %s", cases[i].name, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_is_told_in_its_words),
		cmocka_unit_test(missing_controllers_are_all_named),
		cmocka_unit_test(parts_of_words_are_no_controllers),
		cmocka_unit_test(limits_are_written_as_the_kernel_takes_them),
		cmocka_unit_test(a_file_that_is_missing_is_a_missing_controller),
		cmocka_unit_test(amounts_and_weights_are_written_apart),
		cmocka_unit_test(controllers_are_given_for_amounts_alone),
		cmocka_unit_test(weights_that_were_not_set_are_seen),
	};

	return cmocka_run_group_tests(tests, directory_make, directory_remove);
}
