/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of file systems; FUSE itself is asked for in tests/module/bad_rootfs.bats. */
#include "system/file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <unistd.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void a_file_system_of_the_kernel_is_none(void **state)
{
	int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	check_number(file_system_is_in_user_space(fd), 0);
	(void)close(fd);
}

static void what_can_not_be_told_is_an_error(void **state)
{
	(void)state;
	check_number(file_system_is_in_user_space(NO_FD), -EBADF);
}

/* Numbers, because this kernel need not have the types. What a server says of owners counts. */
static void kinds_without_owners_or_files_are_told_by_their_number(void **state)
{
	static const struct {
		long type;
		const char *fault;
	} rows[] = {
		{ MSDOS_SUPER_MAGIC, "is on a file system that keeps no owners" },
		{ EXFAT_SUPER_MAGIC, "is on a file system that keeps no owners" },
		{ AUTOFS_SUPER_MAGIC, "is a place where the automounter has mounted nothing" },
		{ V9FS_MAGIC, NULL },
		{ NFS_SUPER_MAGIC, NULL },
		{ EXT4_SUPER_MAGIC, NULL },
		{ XFS_SUPER_MAGIC, NULL },
		{ BTRFS_SUPER_MAGIC, NULL },
		{ TMPFS_MAGIC, NULL },
		{ OVERLAYFS_SUPER_MAGIC, NULL },
		{ 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *fault = file_system_fault(rows[i].type);

		if (rows[i].fault == NULL)
			assert_null(fault);
		else
			assert_string_equal(fault, rows[i].fault);
	}
}

static void an_overlay_is_told(void)
{
	_cleanup_close_ int below_fd = NO_FD;
	_cleanup_close_ int fd = NO_FD;

	directory_make(FIXTURE_DIRECTORY "/lower", 0755);
	directory_make(FIXTURE_DIRECTORY "/second", 0755);
	directory_make(FIXTURE_DIRECTORY "/shown", 0755);
	check_number(mount("overlay", FIXTURE_DIRECTORY "/shown", "overlay", 0,
			   "lowerdir=" FIXTURE_DIRECTORY "/lower:" FIXTURE_DIRECTORY "/second"),
		     0);
	below_fd = open(FIXTURE_DIRECTORY "/lower", O_PATH | O_CLOEXEC);
	fd = open(FIXTURE_DIRECTORY "/shown", O_PATH | O_CLOEXEC);
	check(file_system_is_overlay(fd) && !file_system_is_overlay(below_fd));
	check(!file_system_is_overlay(NO_FD));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_file_system_of_the_kernel_is_none),
		fixture_test(what_can_not_be_told_is_an_error),
		cmocka_unit_test(kinds_without_owners_or_files_are_told_by_their_number),
		fixture_test(an_overlay_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
