/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One file, to be read and no more, where programs look for it. SELinux need not be on: a file of
 * ours stands for its own; tests/vm/guest/selinux.bash has the real one.
 */
#include "mounts/selinux_state.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define STAND_IN FIXTURE_DIRECTORY "/enforce"
#define SHOWN	 "sys/fs/selinux/enforce"
#define FLAGS	 (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC)

static void state_begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	fixture_build_begin(jail);
	file_make(STAND_IN, "1", 0644);
	jail->sources.selinux_fd =
		tree_open(STAND_IN, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
					    MOUNT_ATTR_NOEXEC);
}

static void the_file_is_shown_and_nothing_else(void)
{
	struct fixture_jail jail;
	char text[8];

	state_begin(&jail);
	check_number(selinux_state_mount(&jail.build), 0);
	file_read(jail.build.root_fd, SHOWN, text, sizeof(text));
	check_number(strcmp(text, "1"), 0);
	check_number(mount_flags(jail.build.root_fd, SHOWN), FLAGS);
	check_number(mount_flags(jail.build.root_fd, "sys"), FLAGS);
	/* What libselinux goes by: with this type of file system, SELinux would be on. */
	check_number(mount_type(jail.build.root_fd, "sys/fs/selinux"), TMPFS_MAGIC);
	check(!is_there(jail.build.root_fd, "sys/fs/cgroup"));
}

static void nothing_of_it_can_be_written(void)
{
	struct fixture_jail jail;

	state_begin(&jail);
	check_number(selinux_state_mount(&jail.build), 0);
	check_errno(openat(jail.build.root_fd, SHOWN, O_WRONLY | O_CLOEXEC), EROFS);
	check_errno(mkdirat(jail.build.root_fd, "sys/fs/selinux/x", 0755), EROFS);
	check_errno(unlinkat(jail.build.root_fd, SHOWN, 0), EROFS);
}

static void without_selinux_nothing_is_mounted(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	check_number(selinux_state_mount(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "sys"));
}

static void a_root_without_the_place_is_refused_and_named(void)
{
	struct fixture_jail jail;

	state_begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/sys"), 0);
	check_number(selinux_state_mount(&jail.build), -ENOENT);
	check_text(jail.report.text, "'/sys'");
	check_text(jail.report.text, "mkdir");
}

/* A directory that only looks so, as a jail's has it, is none. */
static void only_the_kernels_own_is_taken(void)
{
	struct fixture_jail jail;
	struct statfs status;
	int fd = 0;

	fixture_jail_make(&jail);
	tmpfs_over("/sys");
	check_number(selinux_state_open(&fd, &jail.report), 0);
	check_number(fd, NO_FD);
	file_make("/sys/fs/selinux/enforce", "1", 0644);
	check(statfs("/sys/fs/selinux", &status) == 0 && status.f_type != SELINUX_MAGIC);
	check_number(selinux_state_open(&fd, &jail.report), 0);
	check_number(fd, NO_FD);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_file_is_shown_and_nothing_else),
		fixture_test(nothing_of_it_can_be_written),
		fixture_test(without_selinux_nothing_is_mounted),
		fixture_test(a_root_without_the_place_is_refused_and_named),
		fixture_test(only_the_kernels_own_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
