/* SPDX-License-Identifier: BSD-3-Clause */
/* The mount namespace is private, and after the pivot nothing leads back to the host's tree. */
#include "rootfs/rootfs.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fixture.h"
#include "mounts/procfs.h"
#include "mounts/template.h"
#include "shared/cleanup.h"

#define SHARED FIXTURE_DIRECTORY "/shared"

static void shared_make(struct fixture_jail *jail)
{
	*jail = (struct fixture_jail){ .sources = JAIL_SOURCES_NONE,
				       .report = { .socket_fd = NO_FD } };
	jail->build.sources = &jail->sources;
	tmpfs_over(SHARED);
	directory_make(SHARED "/point", 0755);
	check_number(mount(NULL, SHARED, NULL, MS_SHARED, NULL), 0);
}

static void mounts_in_namespace(struct fixture_jail *jail)
{
	struct stat before, after;

	check_number(stat("/proc/self/ns/mnt", &before), 0);
	check_number(rootfs_namespace_make(&jail->build), 0);
	check_number(stat("/proc/self/ns/mnt", &after), 0);
	check(before.st_ino != after.st_ino);
	tmpfs_over(SHARED "/point");
	check(is_mount_point(AT_FDCWD, SHARED "/point"));
}

static void mounts_in_mere_unshare(struct fixture_jail *jail)
{
	(void)jail;
	check_number(unshare(CLONE_NEWNS), 0);
	tmpfs_over(SHARED "/point");
}

/* The same mount after unshare(2) alone is the control: it does show outside. */
static void mounts_do_not_show_outside(void)
{
	struct fixture_jail jail;

	shared_make(&jail);
	check_in_child(mounts_in_namespace, &jail);
	check(!is_mount_point(AT_FDCWD, SHARED "/point"));
	check_in_child(mounts_in_mere_unshare, &jail);
	check(is_mount_point(AT_FDCWD, SHARED "/point"));
}

static void mounts_outside_do_not_show_inside(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int outside_fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int inside_fd = NO_FD;

	shared_make(&jail);
	check_number(rootfs_namespace_make(&jail.build), 0);
	inside_fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	check_number(setns(outside_fd, CLONE_NEWNS), 0);
	tmpfs_over(SHARED "/point");
	check(is_mount_point(AT_FDCWD, SHARED "/point"));
	check_number(setns(inside_fd, CLONE_NEWNS), 0);
	check(is_there(AT_FDCWD, SHARED "/point"));
	check(!is_mount_point(AT_FDCWD, SHARED "/point"));
}

static void the_rootfs_is_attached_on_the_stage(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	fixture_build_begin(&jail);
	check(!jail.build.has_own_root);
	check(is_mount_point(jail.build.stage_fd, "root"));
	check(is_there(jail.build.stage_fd, "root/marker"));
}

/* The way out of a chroot: a directory that stays open, a root below it, and ".." without end. */
static int escape(const char *directory)
{
	_cleanup_close_ int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	check_number(chroot(directory), 0);
	check_number(fchdir(fd), 0);
	for (int i = 0; i < 64; i++)
		check_number(chdir(".."), 0);
	return is_there(AT_FDCWD, &FIXTURE_ROOTFS[1]); /* relative to where we are */
}

static void pivot_and_escape(struct fixture_jail *jail)
{
	fixture_build_begin(jail);
	check_number(rootfs_pivot(&jail->build), 0);
	check(!escape("/tmp"));
	check(is_there(AT_FDCWD, "marker"));
}

static void chroot_and_escape(struct fixture_jail *jail)
{
	(void)jail;
	check_number(chroot(FIXTURE_ROOTFS), 0);
	check(escape("/tmp"));
}

static void the_pivot_can_not_be_left(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_in_child(chroot_and_escape, &jail);
	check_number(rootfs_namespace_make(&jail.build), 0);
	check_in_child(pivot_and_escape, &jail);
}

/* One line for each mount that can be seen: mount id, parent, device, root, mount point. */
static void check_mount_points(const char *wanted)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[512], point[256], found[512] = "";

	check(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		check_number(sscanf(line, "%*s %*s %*s %*s %255s", point), 1);
		(void)strncat(found, point, sizeof(found) - strlen(found) - 1);
		(void)strncat(found, " ", sizeof(found) - strlen(found) - 1);
	}
	check_text(found, wanted);
	check_number(strlen(found), strlen(wanted));
}

static void after_the_pivot_there_is_the_rootfs_alone(void)
{
	struct fixture_jail jail;
	struct stat root, parent;
	char cwd[64];

	fixture_jail_make(&jail);
	check_number(rootfs_namespace_make(&jail.build), 0);
	fixture_build_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	check_number(rootfs_pivot(&jail.build), 0);
	check_mount_points("/ /proc ");
	check(getcwd(cwd, sizeof(cwd)) != NULL);
	check_number(strcmp(cwd, "/"), 0);
	check(is_there(AT_FDCWD, "/marker"));
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	check_number(stat("/", &root), 0);
	check_number(stat("/..", &parent), 0);
	check(root.st_ino == parent.st_ino && root.st_dev == parent.st_dev);
	check_errno(mkdir("/new", 0755), EROFS);
}

/* From a copy of the template the same comes out as from one of the host's own. */
static void a_jail_on_the_template_is_no_other(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int state_fd = NO_FD;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_DIRECTORY "/state", 0700);
	state_fd = open(FIXTURE_DIRECTORY "/state", O_PATH | O_DIRECTORY | O_CLOEXEC);
	jail.sources.template_fd = template_open(state_fd);
	check(jail.sources.template_fd >= 0);
	check_number(rootfs_namespace_make(&jail.build), 0);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
	fixture_build_begin(&jail);
	check_number(procfs_mount(&jail.build), 0);
	check_number(rootfs_pivot(&jail.build), 0);
	check_mount_points("/ /proc ");
	check(is_there(AT_FDCWD, "/marker"));
}

/* As the caller does it; whatever lies over the root would be his root then. */
static void who_joins_lands_in_the_rootfs(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;

	fixture_jail_make(&jail);
	check_number(rootfs_namespace_make(&jail.build), 0);
	fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	check(fd >= 0);
	fixture_build_begin(&jail);
	check_number(rootfs_pivot(&jail.build), 0);
	check_number(setns(fd, CLONE_NEWNS), 0);
	check(is_there(AT_FDCWD, "/marker"));
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY));
}

static void build_alone(struct fixture_jail *jail)
{
	check_number(rootfs_namespace_make(&jail->build), 0);
	fixture_build_begin(jail);
	check_number(rootfs_pivot(&jail->build), 0);
}

/* pivot_root(2) moves the root of every process of its namespace: ours must not be one. */
static void the_host_keeps_its_root(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_in_child(build_alone, &jail);
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS));
	check(!is_there(AT_FDCWD, "/marker"));
}

static void what_is_no_mount_is_no_root(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	jail.build.root_fd = open(FIXTURE_ROOTFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check_number(rootfs_pivot(&jail.build), -EINVAL);
	check(is_there(AT_FDCWD, FIXTURE_DIRECTORY));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(mounts_do_not_show_outside),
		fixture_test(mounts_outside_do_not_show_inside),
		fixture_test(the_rootfs_is_attached_on_the_stage),
		fixture_test(the_pivot_can_not_be_left),
		fixture_test(after_the_pivot_there_is_the_rootfs_alone),
		fixture_test(a_jail_on_the_template_is_no_other),
		fixture_test(who_joins_lands_in_the_rootfs),
		fixture_test(the_host_keeps_its_root),
		fixture_test(what_is_no_mount_is_no_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
