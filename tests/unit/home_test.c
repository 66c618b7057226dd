/* SPDX-License-Identifier: BSD-3-Clause */
/* The home is at its own path and nowhere else; a missing mount point costs the rootfs nothing. */
#include "home.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "mount_tree.h"
#include "shared/cleanup.h"

#define HOST_HOME FIXTURE_DIRECTORY "/host-home"

static void home_begin(struct fixture_jail *jail, enum home_mode mode, const char *home)
{
	_cleanup_close_ int fd = NO_FD;

	fixture_jail_make(jail);
	file_make(HOST_HOME "/marker", "home", 0644);
	fd = open(HOST_HOME, O_PATH | O_DIRECTORY | O_CLOEXEC);
	jail->sources.home_fd = mount_tree_clone(fd, MOUNT_ATTRIBUTES_PLAIN, false);
	check(jail->sources.home_fd >= 0);
	jail->plan.home = mode;
	jail->request.home = strdup(home);
	fixture_build_begin(jail);
}

static void a_bind_shows_the_hosts(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	home_begin(&jail, HOME_BIND, "/home/tenant");
	check_number(home_mount(&jail.build), 0);
	check(is_there(jail.build.root_fd, "home/tenant/marker"));
	check_number(mount_flags(jail.build.root_fd, "home/tenant"), ST_NOSUID | ST_NODEV);
	check_number(mkdirat(jail.build.root_fd, "home/tenant/new", 0755), 0);
	check(is_there(AT_FDCWD, HOST_HOME "/new"));
	check(!is_mount_point(jail.build.root_fd, "home"));
}

static void a_tmpfs_is_the_users(void)
{
	struct fixture_jail jail;
	struct statvfs limits;
	struct stat status;
	_cleanup_close_ int fd = NO_FD;

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	home_begin(&jail, HOME_TMPFS, "/home/tenant");
	jail.request.gid = 4321;
	check_number(home_mount(&jail.build), 0);
	fd = openat(jail.build.root_fd, "home/tenant", O_RDONLY | O_CLOEXEC);
	check_number(fstat(fd, &status), 0);
	check_number(status.st_uid, FIXTURE_UID);
	check_number(status.st_gid, 4321);
	check_number(status.st_mode, S_IFDIR | 0700);
	check_number(mount_type(fd, "."), TMPFS_MAGIC);
	check_number(mount_flags(fd, "."), ST_NOSUID | ST_NODEV);
	check_number(fstatvfs(fd, &limits), 0);
	check_number(limits.f_blocks * limits.f_frsize, 64 << 20);
	check_number(limits.f_files, 16384);
	check(!is_there(fd, "marker"));
}

static void none_mounts_nothing(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	home_begin(&jail, HOME_NONE, "/home/tenant");
	check_number(home_mount(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "home/tenant"));
}

static void none_asks_for_no_good_path(void)
{
	struct fixture_jail jail;

	home_begin(&jail, HOME_NONE, "/proc/self");
	check_number(home_mount(&jail.build), 0);
}

static void check_holder(struct fixture_jail *jail)
{
	check_number(mount_flags(jail->build.root_fd, "home"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(mkdirat(jail->build.root_fd, "home/new", 0755), EROFS);
	check(!is_there(jail->build.root_fd, "home/neighbour"));
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/neighbour"));
}

static void a_missing_mount_point_is_made_aside(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/neighbour", 0755);
	home_begin(&jail, HOME_BIND, "/home/tenant");
	check_number(home_mount(&jail.build), 0);
	check(is_there(jail.build.root_fd, "home/tenant/marker"));
	check_number(mkdirat(jail.build.root_fd, "home/tenant/new", 0755), 0);
	check_holder(&jail);
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/tenant"));
}

static void a_tenant_enters(struct fixture_jail *jail)
{
	root_give_up();
	check(openat(jail->build.root_fd, "home/b/c/tenant/marker", O_RDONLY | O_CLOEXEC) >= 0);
}

static void several_missing_directories_are_made_aside(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/neighbour", 0755);
	home_begin(&jail, HOME_BIND, "/home/b/c/tenant");
	check_number(chmod(HOST_HOME, 0755), 0);
	check_number(home_mount(&jail.build), 0);
	check_holder(&jail);
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/b"));
	check_in_child(a_tenant_enters, &jail);
}

static void without_an_ancestor_it_is_refused(void)
{
	struct fixture_jail jail;

	home_begin(&jail, HOME_BIND, "/data/tenant");
	check_number(home_mount(&jail.build), -ENOENT);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "'/data/tenant'");
	check_text(jail.report.text, "mkdir");
	check(!is_mount_point(AT_FDCWD, FIXTURE_ROOTFS));
}

static void check_link_refused(const char *link)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_DIRECTORY "/host/tenant", 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/host", link), 0);
	home_begin(&jail, HOME_BIND, "/home/users/tenant");
	check_number(home_mount(&jail.build), -ELOOP);
	check_text(jail.report.text, "'/home/users/tenant'");
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/host/tenant/marker"));
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void a_linked_parent_is_refused(void)
{
	directory_make(FIXTURE_ROOTFS "/home", 0755);
	check_link_refused(FIXTURE_ROOTFS "/home/users");
}

static void a_linked_home_is_refused(void)
{
	directory_make(FIXTURE_ROOTFS "/home/users", 0755);
	check_link_refused(FIXTURE_ROOTFS "/home/users/tenant");
}

static void what_is_missing_below_a_link_is_refused(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	directory_make(FIXTURE_ROOTFS "/home", 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/home/link"), 0);
	home_begin(&jail, HOME_BIND, "/home/link/missing/tenant");
	check_number(home_mount(&jail.build), -ELOOP);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

/* With the directories there, so that nothing but the rule stands in the way. */
static void check_refused(const char *home)
{
	struct fixture_jail jail;

	home_begin(&jail, HOME_TMPFS, home);
	check_true(home_mount(&jail.build) == -EINVAL, home, __FILE__, __LINE__);
	check_text(jail.report.text, home);
	check_text(jail.report.text, "home = none");
}

static void homes_in_the_jails_own_file_systems_are_refused(void)
{
	static const char *const homes[] = { "/proc", "/proc/self",  "/sys",  "/dev/shm/tenant",
					     "/run",  "/run/tenant", "/tmp",  "/var/tmp/tenant",
					     "/etc",  "/etc/tenant", "/dev/", "/tmp/a/b" };

	directory_make(FIXTURE_ROOTFS "/etc/tenant", 0755);
	directory_make(FIXTURE_ROOTFS "/run/tenant", 0755);
	directory_make(FIXTURE_ROOTFS "/var/tmp/tenant", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++)
		check_refused(homes[i]);
}

static void homes_that_are_no_paths_are_refused(void)
{
	static const char *const homes[] = { "", "/", "relative", "home/tenant" };

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	directory_make(FIXTURE_ROOTFS "/relative", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++)
		check_refused(homes[i]);
}

/* These mean the same directories as some of the above. */
static void detours_to_reserved_directories_are_refused(void)
{
	static const char *const homes[] = { "//etc/tenant", "/./etc/tenant", "/home/../etc/tenant",
					     "/home/..", "/home/." };

	directory_make(FIXTURE_ROOTFS "/etc/tenant", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++)
		check_refused(homes[i]);
}

static void names_that_only_begin_alike_are_taken(void)
{
	static const char *const homes[] = { "/devel", "/etcetera/tenant", "/tmp2", "/var/tenant",
					     "/home/..tenant" };
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/devel", 0755);
	directory_make(FIXTURE_ROOTFS "/etcetera", 0755);
	directory_make(FIXTURE_ROOTFS "/tmp2", 0755);
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		home_begin(&jail, HOME_TMPFS, homes[i]);
		check_true(home_mount(&jail.build) == 0, homes[i], __FILE__, __LINE__);
		check(is_mount_point(jail.build.root_fd, homes[i] + 1));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_bind_shows_the_hosts),
		fixture_test(a_tmpfs_is_the_users),
		fixture_test(none_mounts_nothing),
		fixture_test(none_asks_for_no_good_path),
		fixture_test(a_missing_mount_point_is_made_aside),
		fixture_test(several_missing_directories_are_made_aside),
		fixture_test(without_an_ancestor_it_is_refused),
		fixture_test(a_linked_parent_is_refused),
		fixture_test(a_linked_home_is_refused),
		fixture_test(what_is_missing_below_a_link_is_refused),
		fixture_test(homes_in_the_jails_own_file_systems_are_refused),
		fixture_test(homes_that_are_no_paths_are_refused),
		fixture_test(detours_to_reserved_directories_are_refused),
		fixture_test(names_that_only_begin_alike_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
