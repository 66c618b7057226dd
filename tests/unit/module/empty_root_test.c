/* SPDX-License-Identifier: BSD-3-Clause */
/* What a process sees that has gone to the empty root, and that there is no way on from there. */
#include "empty_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define MASK_FLAGS (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC)

static void nothing_is_in_sight(void)
{
	struct empty_root root;
	struct stat host, here;

	empty_root_init(&root);
	check_number(empty_root_make(&root), 0);
	check_number(stat("/", &host), 0);
	check_number(chdir("/mnt"), 0);
	check_number(empty_root_enter(&root), 0);
	for (size_t i = 0; i < 3; i++) {
		static const char *const paths[] = { "/", ".", "../.." };

		check_number(stat(paths[i], &here), 0);
		check(here.st_dev != host.st_dev && here.st_dev == root.device);
	}
	check_errno(access("/etc/pam.d", F_OK), ENOENT);
	check_errno(access("/proc/self", F_OK), ENOENT);
	check_errno(mkdir("/new", 0755), EROFS);
	empty_root_clear(&root);
	check_errno(access("/etc", F_OK), ENOENT);
	check_number(stat("..", &here), 0);
	check(here.st_dev != host.st_dev);
}

/* A process of the tenant's that has inherited it and executed nothing yet. */
static void it_leads_nowhere(void)
{
	_cleanup_close_ int above_fd = NO_FD;
	struct empty_root root;
	struct stat status;

	empty_root_init(&root);
	check_number(empty_root_make(&root), 0);
	check_number(fcntl(root.fd, F_GETFD), FD_CLOEXEC);
	above_fd = openat(root.fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	check_number(fstat(above_fd, &status), 0);
	check(status.st_dev == root.device && status.st_ino == root.inode);
	check_number(mount_flags(root.fd, ""), MASK_FLAGS);
	root_give_up();
	check_errno(openat(root.fd, ".", O_RDONLY | O_DIRECTORY), EACCES);
	check_errno(openat(root.fd, "../etc", O_PATH), ENOENT);
	check_number(fchdir(root.fd), 0);
	check_errno(access("../etc", F_OK), ENOENT);
	empty_root_clear(&root);
}

static void no_two_are_the_same(void)
{
	struct empty_root one, other;

	check_number(empty_root_make(&one), 0);
	check_number(empty_root_make(&other), 0);
	check(one.device != other.device);
	empty_root_clear(&one);
	empty_root_clear(&other);
}

/* An application that closes what it does not know, and opens something else there. */
static void another_descriptor_is_none(void)
{
	_cleanup_close_ int other_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct empty_root root, none;

	empty_root_init(&none);
	check_number(empty_root_enter(&none), -ESTALE);
	check_number(empty_root_make(&root), 0);
	check_number(close(root.fd), 0);
	check_number(empty_root_enter(&root), -ESTALE);
	check_number(dup3(other_fd, root.fd, O_CLOEXEC), root.fd);
	check_number(empty_root_enter(&root), -ESTALE);
	check_number(access("/etc", F_OK), 0);
}

static void without_the_right_to_it_there_is_none(void)
{
	struct empty_root root;

	empty_root_init(&root);
	root_give_up();
	check_number(empty_root_make(&root), -EPERM);
	check_number(root.fd, NO_FD);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(nothing_is_in_sight),
		fixture_test(it_leads_nowhere),
		fixture_test(no_two_are_the_same),
		fixture_test(another_descriptor_is_none),
		fixture_test(without_the_right_to_it_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
