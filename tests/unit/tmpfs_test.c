/* SPDX-License-Identifier: BSD-3-Clause */
/* The tmpfs of every jail: mode, limits and flags of each, and what a rootfs may lack. */
#include "tmpfs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "shared/cleanup.h"

static const struct {
	const char *path;
	mode_t mode;
	unsigned long mebibytes, inodes;
} expected[] = {
	{ "tmp", 01777, 256, 65536 },
	{ "run", 0755, 16, 4096 },
	{ "dev/shm", 01777, 64, 4096 },
	{ "var/tmp", 01777, 256, 65536 },
};

static void tmpfs_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	directory_make(FIXTURE_ROOTFS "/dev/shm", 0755);
	fixture_build_begin(jail);
}

static void check_tmpfs(int root_fd, size_t i)
{
	_cleanup_close_ int fd = openat(root_fd, expected[i].path, O_RDONLY | O_CLOEXEC);
	struct statvfs limits;
	struct stat status;

	check(fd >= 0);
	check_number(mount_type(fd, "."), TMPFS_MAGIC);
	check_number(mount_flags(fd, "."), ST_NOSUID | ST_NODEV);
	check_number(fstat(fd, &status), 0);
	check_number(status.st_mode, S_IFDIR | expected[i].mode);
	check_number(fstatvfs(fd, &limits), 0);
	check_number(limits.f_blocks * limits.f_frsize, expected[i].mebibytes << 20);
	check_number(limits.f_files, expected[i].inodes);
}

static void each_is_limited(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	check_number(tmpfs_mount_all(&jail.build), 0);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		check_tmpfs(jail.build.root_fd, i);
}

static void no_two_are_the_same(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	check_number(tmpfs_mount_all(&jail.build), 0);
	check_number(mkdirat(jail.build.root_fd, "tmp/mine", 0755), 0);
	check(!is_there(jail.build.root_fd, "var/tmp/mine"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/tmp/mine"));
	check(!is_there(AT_FDCWD, "/tmp/mine"));
}

static void more_than_the_limit_is_refused(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;

	tmpfs_begin(&jail);
	check_number(tmpfs_mount_all(&jail.build), 0);
	fd = openat(jail.build.root_fd, "run/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	check_number(fallocate(fd, 0, 0, 1 << 20), 0);
	check_errno(fallocate(fd, 0, 0, 17 << 20), ENOSPC);
}

static void a_rootfs_may_lack_var_tmp(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/var/tmp"), 0);
	check_number(tmpfs_mount_all(&jail.build), 0);
	check(is_mount_point(jail.build.root_fd, "dev/shm"));
}

static void a_link_for_var_tmp_is_left_alone(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	check_number(rmdir(FIXTURE_ROOTFS "/var/tmp"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/var/tmp"), 0);
	check_number(tmpfs_mount_all(&jail.build), 0);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void what_is_missing_is_named(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/run"), 0);
	check_number(tmpfs_mount_all(&jail.build), -ENOENT);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "'/run'");
	check_text(jail.report.text, "mkdir");
}

static void a_link_does_not_lead_to_the_host(void)
{
	struct fixture_jail jail;

	tmpfs_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	check_number(rmdir(FIXTURE_ROOTFS "/run"), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/run"), 0);
	check_number(tmpfs_mount_all(&jail.build), -ELOOP);
	check_text(jail.report.text, "'/run'");
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
	check_number(mount("tmpfs", FIXTURE_ROOTFS "/run", "tmpfs", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(each_is_limited),
		fixture_test(no_two_are_the_same),
		fixture_test(more_than_the_limit_is_refused),
		fixture_test(a_rootfs_may_lack_var_tmp),
		fixture_test(a_link_for_var_tmp_is_left_alone),
		fixture_test(what_is_missing_is_named),
		fixture_test(a_link_does_not_lead_to_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
