/* SPDX-License-Identifier: BSD-3-Clause */
/* The plan's list in the jail: what each kind looks like, where it lands, and what it leaves alone.
 */
#include "mounts/mounts.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define HOST	  FIXTURE_DIRECTORY "/host"
#define HOST_HOME FIXTURE_DIRECTORY "/host-home"
#define PLAIN	  (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

static void begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	directory_make(FIXTURE_ROOTFS "/dev/shm", 0755);
	file_make(HOST "/marker", "host", 0644);
	directory_make(HOST "/below", 0755);
	file_make(HOST_HOME "/marker", "home", 0644);
}

static int attach(struct fixture_jail *jail)
{
	if (jail->build.root_fd < 0)
		fixture_build_begin(jail);
	return mounts_attach(&jail->build);
}

static void bind_add(struct fixture_jail *jail, const char *target)
{
	(void)fixture_mount_add(jail, MOUNT_BIND, target, tree_open(HOST, PLAIN));
}

static void home_add(struct fixture_jail *jail, enum mount_kind kind, const char *target)
{
	int fd = kind == MOUNT_BIND ? tree_open(HOST_HOME, PLAIN) : NO_FD;
	struct mount_entry *entry = fixture_mount_add(jail, kind, target, fd);

	entry->is_home = true;
	entry->mode = 0700;
	entry->uid = FIXTURE_UID;
	entry->gid = 4321;
}

static void check_limits(int root_fd, const char *path, unsigned long bytes, unsigned long inodes)
{
	_cleanup_close_ int fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
	struct statvfs limits;

	check_number(fstatvfs(fd, &limits), 0);
	check_number(limits.f_blocks * limits.f_frsize, bytes);
	check_number(limits.f_files, inodes);
}

static void check_root(int root_fd, const char *path, mode_t mode, uid_t uid, gid_t gid)
{
	struct stat status;

	check_number(fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, S_IFDIR | mode);
	check_number(status.st_uid, uid);
	check_number(status.st_gid, gid);
}

static void a_tmpfs_is_as_the_plan_says(void)
{
	struct fixture_jail jail;

	begin(&jail);
	home_add(&jail, MOUNT_TMPFS, "/home");
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/tmp", NO_FD);
	check_number(attach(&jail), 0);
	check_root(jail.build.root_fd, "home", 0700, FIXTURE_UID, 4321);
	check_root(jail.build.root_fd, "tmp", 01777, 0, 0);
	check_number(mount_type(jail.build.root_fd, "tmp"), TMPFS_MAGIC);
	check_number(mount_flags(jail.build.root_fd, "tmp"), ST_NOSUID | ST_NODEV);
	check_limits(jail.build.root_fd, "tmp", 1 << 20, 64);
}

static const struct {
	const char *path;
	mode_t mode;
	unsigned long mebibytes, inodes;
} defaults[] = {
	{ "tmp", 01777, 256, 65536 },
	{ "run", 0755, 16, 4096 },
	{ "dev/shm", 01777, 64, 4096 },
	{ "var/tmp", 01777, 256, 65536 },
};

static void every_jail_has_limited_tmpfs(void)
{
	struct fixture_jail jail;

	begin(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) {
		const char *path = defaults[i].path;

		check_number(mount_type(jail.build.root_fd, path), TMPFS_MAGIC);
		check_number(mount_flags(jail.build.root_fd, path), ST_NOSUID | ST_NODEV);
		check_root(jail.build.root_fd, path, defaults[i].mode, 0, 0);
		check_limits(jail.build.root_fd, path, defaults[i].mebibytes << 20,
			     defaults[i].inodes);
	}
}

static void run_has_what_programs_look_for(void)
{
	struct fixture_jail jail;

	begin(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	check_root(jail.build.root_fd, "run/lock", 01777, 0, 0);
	check_root(jail.build.root_fd, "run/screen", 01777, 0, 0);
	check_number(is_mount_point(jail.build.root_fd, "run/lock"), false);
}

static void no_two_tmpfs_are_the_same(void)
{
	struct fixture_jail jail;

	begin(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	check_number(mkdirat(jail.build.root_fd, "tmp/mine-alone", 0755), 0);
	check(!is_there(jail.build.root_fd, "var/tmp/mine-alone"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/tmp/mine-alone"));
	check(!is_there(AT_FDCWD, "/tmp/mine-alone"));
}

static void more_than_the_limit_is_refused(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;

	begin(&jail);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	fd = openat(jail.build.root_fd, "run/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	check_number(fallocate(fd, 0, 0, 1 << 20), 0);
	check_errno(fallocate(fd, 0, 0, 17 << 20), ENOSPC);
}

static void a_rootfs_may_lack_var_tmp(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/var/tmp"), 0);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	check_number(jail.report.error_count, 0);
	check(is_mount_point(jail.build.root_fd, "dev/shm"));
	check(!is_there(jail.build.root_fd, "var/tmp"));
}

static void a_link_for_var_tmp_is_left_alone(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/var/tmp"), 0);
	check_number(symlink(HOST, FIXTURE_ROOTFS "/var/tmp"), 0);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), 0);
	check_number(jail.report.error_count, 0);
	check(!is_mount_point(AT_FDCWD, HOST));
}

/* A rootfs that the tenant may write must not get directories from us. */
static void what_was_left_out_is_no_ground(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/var/tmp"), 0);
	(void)close(jail.sources.rootfs_fd);
	jail.sources.rootfs_fd = tree_open(FIXTURE_ROOTFS, PLAIN);
	fixture_mount_add(&jail, MOUNT_TMPFS, "/var/tmp", NO_FD)->is_target_optional = true;
	bind_add(&jail, "/var/tmp/x");
	check_number(attach(&jail), -ENOENT);
	check_text(jail.report.text, "'/var/tmp/x'");
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/var/tmp"));
}

static void an_optional_tmpfs_is_ground_where_it_is(void)
{
	struct fixture_jail jail;

	begin(&jail);
	fixture_mount_add(&jail, MOUNT_TMPFS, "/var/tmp", NO_FD)->is_target_optional = true;
	bind_add(&jail, "/var/tmp/x");
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "var/tmp/x/marker"));
}

static void what_is_missing_is_named(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/run"), 0);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), -ENOENT);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "'/run'");
	check_text(jail.report.text, "mkdir");
}

static void a_link_does_not_lead_to_the_host(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(rmdir(FIXTURE_ROOTFS "/run"), 0);
	check_number(symlink(HOST, FIXTURE_ROOTFS "/run"), 0);
	fixture_mounts_settle(&jail, NO_FD);
	check_number(attach(&jail), -ELOOP);
	check_text(jail.report.text, "'/run'");
	check(!is_mount_point(AT_FDCWD, HOST));
	check_number(mount("tmpfs", FIXTURE_ROOTFS "/run", "tmpfs", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, HOST));
}

static void a_bind_shows_the_hosts(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/data", 0755);
	begin(&jail);
	bind_add(&jail, "/data");
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "data/marker"));
	check_number(mount_flags(jail.build.root_fd, "data"), ST_NOSUID | ST_NODEV);
	check_number(mkdirat(jail.build.root_fd, "data/new", 0755), 0);
	check(is_there(AT_FDCWD, HOST "/new"));
	check(!is_mount_point(AT_FDCWD, FIXTURE_ROOTFS "/data"));
}

static void a_file_is_bound_on_a_file(void)
{
	struct fixture_jail jail;
	char text[16];

	file_make(FIXTURE_ROOTFS "/file", "rootfs", 0644);
	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/file",
				tree_open(HOST "/marker", PLAIN | MOUNT_ATTR_RDONLY));
	check_number(attach(&jail), 0);
	file_read(jail.build.root_fd, "file", text, sizeof(text));
	check_number(strcmp(text, "host"), 0);
	check_errno(openat(jail.build.root_fd, "file", O_WRONLY), EROFS);
}

static void a_bind_needs_a_place_of_its_kind(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/file", "rootfs", 0644);
	begin(&jail);
	bind_add(&jail, "/file");
	check_number(attach(&jail), -ENOTDIR);
	check_text(jail.report.text, "can not mount on '/file': Not a directory");
}

static void a_missing_bind_point_is_named(void)
{
	struct fixture_jail jail;

	begin(&jail);
	bind_add(&jail, "/data/a");
	check_number(attach(&jail), -ENOENT);
	check_text(jail.report.text, "mkdir -p '" FIXTURE_ROOTFS "/data/a'");
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/data"));
}

static void what_the_host_lacks_is_left_out(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/data", 0755);
	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/absent", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/data", NO_FD);
	check_number(attach(&jail), 0);
	check(!is_mount_point(jail.build.root_fd, "data"));
}

static void children_lie_on_their_parents(void)
{
	struct fixture_jail jail;

	begin(&jail);
	bind_add(&jail, "/home");
	bind_add(&jail, "/home/below");
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/tmp", NO_FD);
	bind_add(&jail, "/tmp/a/b");
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/tmp/a/b/below", NO_FD);
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "home/below/marker"));
	check(is_there(jail.build.root_fd, "tmp/a/b/marker"));
	check_number(mount_type(jail.build.root_fd, "tmp/a/b/below"), TMPFS_MAGIC);
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/tmp/a"));
}

/* A place is made in a tmpfs of ours, but in nothing that somebody else sees. */
static void no_place_is_made_in_a_bind(void)
{
	struct fixture_jail jail;

	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/tmp", NO_FD);
	bind_add(&jail, "/tmp/a");
	bind_add(&jail, "/tmp/a/new");
	check_number(attach(&jail), -ENOENT);
	check_text(jail.report.text, "'/tmp/a/new'");
	check(!is_there(AT_FDCWD, HOST "/new"));
}

static void no_place_is_made_in_a_home(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	begin(&jail);
	home_add(&jail, MOUNT_BIND, "/home/tenant");
	bind_add(&jail, "/home/tenant/new");
	check_number(attach(&jail), -ENOENT);
	check(!is_there(AT_FDCWD, HOST_HOME "/new"));
}

static void a_mask_hides_what_was_mounted_before(void)
{
	struct fixture_jail jail;

	begin(&jail);
	bind_add(&jail, "/home");
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/home/below", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/home/marker", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/nothing", NO_FD);
	check_number(attach(&jail), 0);
	check_number(mount_flags(jail.build.root_fd, "home/marker"),
		     ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC);
	check_root(jail.build.root_fd, "home/below", 0, 0, 0);
	check(!is_there(jail.build.root_fd, "nothing"));
}

static void a_mask_does_not_follow_links(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check_number(symlink(HOST, FIXTURE_ROOTFS "/link"), 0);
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/link", NO_FD);
	check_number(attach(&jail), -ELOOP);
	check_text(jail.report.text, "'/link'");
	check(!is_mount_point(AT_FDCWD, HOST));
}

static void the_home_is_at_its_own_path(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	begin(&jail);
	home_add(&jail, MOUNT_BIND, "/home/tenant");
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "home/tenant/marker"));
	check_number(mkdirat(jail.build.root_fd, "home/tenant/new", 0755), 0);
	check(is_there(AT_FDCWD, HOST_HOME "/new"));
	check(!is_mount_point(jail.build.root_fd, "home"));
}

static void check_holder(struct fixture_jail *jail)
{
	check_number(mount_flags(jail->build.root_fd, "home"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(mkdirat(jail->build.root_fd, "home/new", 0755), EROFS);
	check(!is_there(jail->build.root_fd, "home/neighbour"));
	check(is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/neighbour"));
}

static void a_home_without_a_place_gets_one_aside(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/neighbour", 0755);
	begin(&jail);
	home_add(&jail, MOUNT_BIND, "/home/tenant");
	check_number(attach(&jail), 0);
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
	begin(&jail);
	check_number(chmod(HOST_HOME, 0755), 0);
	home_add(&jail, MOUNT_BIND, "/home/b/c/tenant");
	check_number(attach(&jail), 0);
	check_holder(&jail);
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/home/b"));
	check_in_child(a_tenant_enters, &jail);
}

static void a_home_may_lie_below_a_mask(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/home/neighbour", 0755);
	directory_make(FIXTURE_ROOTFS "/home/tenant", 0755);
	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/home", NO_FD);
	home_add(&jail, MOUNT_BIND, "/home/tenant");
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "home/tenant/marker"));
	check_holder(&jail);
}

static void a_home_on_a_tmpfs_is_made_there(void)
{
	struct fixture_jail jail;

	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/tmp", NO_FD);
	home_add(&jail, MOUNT_TMPFS, "/tmp/a/tenant");
	check_number(attach(&jail), 0);
	check_root(jail.build.root_fd, "tmp/a", 0755, 0, 0);
	check_root(jail.build.root_fd, "tmp/a/tenant", 0700, FIXTURE_UID, 4321);
	check_number(mkdirat(jail.build.root_fd, "tmp/new", 0755), 0);
}

static void without_an_ancestor_a_home_is_refused(void)
{
	struct fixture_jail jail;

	begin(&jail);
	home_add(&jail, MOUNT_BIND, "/data/tenant");
	check_number(attach(&jail), -ENOENT);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "'/data/tenant'");
	check_text(jail.report.text, "mkdir");
	check(!is_mount_point(AT_FDCWD, FIXTURE_ROOTFS));
}

static void check_link_refused(const char *link, const char *home)
{
	struct fixture_jail jail;

	directory_make(HOST "/tenant", 0755);
	check_number(symlink(HOST, link), 0);
	begin(&jail);
	home_add(&jail, MOUNT_BIND, home);
	check_number(attach(&jail), -ELOOP);
	check_text(jail.report.text, home);
	check(is_there(AT_FDCWD, HOST "/marker"));
	check(!is_there(AT_FDCWD, HOST "/tenant/marker"));
	check(!is_mount_point(AT_FDCWD, HOST));
}

static void a_linked_parent_of_a_home_is_refused(void)
{
	directory_make(FIXTURE_ROOTFS "/home", 0755);
	check_link_refused(FIXTURE_ROOTFS "/home/users", "/home/users/tenant");
}

static void a_linked_home_is_refused(void)
{
	directory_make(FIXTURE_ROOTFS "/home/users", 0755);
	check_link_refused(FIXTURE_ROOTFS "/home/users/tenant", "/home/users/tenant");
}

static void what_is_missing_below_a_link_is_refused(void)
{
	directory_make(FIXTURE_ROOTFS "/home", 0755);
	check_link_refused(FIXTURE_ROOTFS "/home/link", "/home/link/missing/tenant");
}

static void an_own_root_gets_what_it_lacks(void)
{
	struct fixture_jail jail;

	begin(&jail);
	jail.plan.rootfs_mode = ROOTFS_VOLATILE;
	bind_add(&jail, "/data/a");
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/data/b/file",
				tree_open(HOST "/marker", PLAIN));
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/gone", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/gone/tmpfs", NO_FD);
	home_add(&jail, MOUNT_BIND, "/people/tenant");
	check_number(attach(&jail), 0);
	check(is_there(jail.build.root_fd, "data/a/marker"));
	check(is_mount_point(jail.build.root_fd, "data/b/file"));
	check(is_mount_point(jail.build.root_fd, "gone/tmpfs"));
	check(is_there(jail.build.root_fd, "people/tenant/marker"));
	check(!is_mount_point(jail.build.root_fd, "people"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/data"));
	check(!is_there(AT_FDCWD, FIXTURE_ROOTFS "/people"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_tmpfs_is_as_the_plan_says),
		fixture_test(every_jail_has_limited_tmpfs),
		fixture_test(run_has_what_programs_look_for),
		fixture_test(no_two_tmpfs_are_the_same),
		fixture_test(more_than_the_limit_is_refused),
		fixture_test(a_rootfs_may_lack_var_tmp),
		fixture_test(a_link_for_var_tmp_is_left_alone),
		fixture_test(what_was_left_out_is_no_ground),
		fixture_test(an_optional_tmpfs_is_ground_where_it_is),
		fixture_test(what_is_missing_is_named),
		fixture_test(a_link_does_not_lead_to_the_host),
		fixture_test(a_bind_shows_the_hosts),
		fixture_test(a_file_is_bound_on_a_file),
		fixture_test(a_bind_needs_a_place_of_its_kind),
		fixture_test(a_missing_bind_point_is_named),
		fixture_test(what_the_host_lacks_is_left_out),
		fixture_test(children_lie_on_their_parents),
		fixture_test(no_place_is_made_in_a_bind),
		fixture_test(no_place_is_made_in_a_home),
		fixture_test(a_mask_hides_what_was_mounted_before),
		fixture_test(a_mask_does_not_follow_links),
		fixture_test(the_home_is_at_its_own_path),
		fixture_test(a_home_without_a_place_gets_one_aside),
		fixture_test(several_missing_directories_are_made_aside),
		fixture_test(a_home_may_lie_below_a_mask),
		fixture_test(a_home_on_a_tmpfs_is_made_there),
		fixture_test(without_an_ancestor_a_home_is_refused),
		fixture_test(a_linked_parent_of_a_home_is_refused),
		fixture_test(a_linked_home_is_refused),
		fixture_test(what_is_missing_below_a_link_is_refused),
		fixture_test(an_own_root_gets_what_it_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
