/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is told from a directory without making a cgroup: this machine's are not ours. Directories
 * that are made, filled and removed are tests/vm's.
 */
#include "limits/cgroup_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "shared/cleanup.h"
#include "shared/message.h"

static char directory[] = "/tmp/cgroup_directory_test.XXXXXX";
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
	(void)unlinkat(directory_fd, "cgroup.events", 0);
	return rmdir(directory);
}

static void put(const char *text)
{
	_cleanup_close_ int fd = openat(directory_fd, "cgroup.events",
					O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void other_file_systems_are_refused(void **state)
{
	(void)state;
	assert_int_equal(cgroup_open(AT_FDCWD, directory), -ENODEV);
	assert_int_equal(cgroup_open(AT_FDCWD, "/proc"), -ENODEV);
	assert_int_equal(cgroup_open(AT_FDCWD, "/tmp/nowhere/at/all"), -ENOENT);
	assert_int_equal(cgroup_open(AT_FDCWD, "/etc/passwd"), -ENOTDIR);
	assert_int_equal(cgroup_open_root(directory_fd), -ENODEV);
}

static void nothing_is_made_elsewhere(void **state)
{
	struct stat status;

	(void)state;
	assert_true(cgroup_make(directory_fd, "nsjail-x") < 0);
	assert_int_equal(fstatat(directory_fd, "nsjail-x", &status, 0), -1);
}

static void nothing_is_swept_elsewhere(void **state)
{
	(void)state;
	assert_int_equal(mkdirat(directory_fd, "nsjail-x", 0755), 0);
	cgroup_sweep(directory_fd, "nsjail-");
	assert_int_equal(unlinkat(directory_fd, "nsjail-x", AT_REMOVEDIR), 0);
}

static void waits_until_it_is_empty_but_not_for_ever(void **state)
{
	int64_t begin = boottime_ms();

	(void)state;
	put("populated 0\nfrozen 0\n");
	assert_int_equal(cgroup_wait_empty(directory_fd, begin + 5000), 0);
	assert_true(boottime_ms() - begin < 4000);
	put("populated 1\nfrozen 0\n");
	begin = boottime_ms();
	assert_int_equal(cgroup_wait_empty(directory_fd, begin + 100), -ETIMEDOUT);
	assert_true(boottime_ms() - begin >= 100);
}

static void files_are_not_made(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(cgroup_write(directory_fd, "memory.max", "1"), -ENOENT);
	assert_int_equal(cgroup_read(directory_fd, "memory.max", text, sizeof(text)), -ENOENT);
	put("populated 0\n");
	assert_int_equal(cgroup_read(directory_fd, "cgroup.events", text, sizeof(text)), 0);
	assert_string_equal(text, "populat");
}

/* Where it is mounted differs; the machine may have none. */
static int hierarchy_open(void)
{
	int fd = cgroup_open(AT_FDCWD, "/sys/fs/cgroup");

	return fd >= 0 ? fd : cgroup_open(AT_FDCWD, "/sys/fs/cgroup/unified");
}

static void the_root_is_found_and_the_way_home(void **state)
{
	_cleanup_close_ int fd = hierarchy_open(), root_fd = NO_FD, home_fd = NO_FD;
	struct stat here, there;

	(void)state;
	if (fd < 0)
		skip();
	root_fd = cgroup_open_root(fd);
	assert_true(root_fd >= 0);
	assert_int_equal(fstat(fd, &here), 0);
	assert_int_equal(fstat(root_fd, &there), 0);
	assert_int_equal(here.st_ino, there.st_ino);
	if (geteuid() != 0)
		skip();
	home_fd = cgroup_open_home(root_fd, getpid());
	assert_true(home_fd >= 0);
	assert_int_equal(cgroup_open_home(root_fd, 0x7fffffff), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_file_systems_are_refused),
		cmocka_unit_test(nothing_is_made_elsewhere),
		cmocka_unit_test(nothing_is_swept_elsewhere),
		cmocka_unit_test(waits_until_it_is_empty_but_not_for_ever),
		cmocka_unit_test(files_are_not_made),
		cmocka_unit_test(the_root_is_found_and_the_way_home),
	};

	return cmocka_run_group_tests(tests, directory_make, directory_remove);
}
