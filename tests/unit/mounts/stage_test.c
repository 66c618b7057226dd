/* SPDX-License-Identifier: BSD-3-Clause */
/* The staging area covers the old /dev; its masks cover what is there and nothing else. */
#include "mounts/stage.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "mounts/template.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"
#include "system/new_file.h"

#define MASK_FLAGS (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC)

static void check_entry(int directory_fd, const char *name, mode_t mode)
{
	struct stat status;

	check_number(fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, mode);
	check_number(status.st_uid, 0);
}

static void the_stage_holds_what_is_ours(void)
{
	struct fixture_jail jail;
	struct statvfs status;

	fixture_jail_make(&jail);
	check_number(stage_make(&jail.build), 0);
	check_number(mount_flags(jail.build.stage_fd, "."), ST_NOSUID | ST_NODEV | ST_NOEXEC);
	check_number(mount_type(jail.build.stage_fd, "."), TMPFS_MAGIC);
	check_entry(jail.build.stage_fd, ".", S_IFDIR | 0755);
	check_entry(jail.build.stage_fd, STAGE_ROOT, S_IFDIR | 0755);
	check_entry(jail.build.stage_fd, STAGE_ETC, S_IFDIR | 0755);
	check_entry(jail.build.stage_fd, STAGE_EMPTY_DIRECTORY, S_IFDIR);
	check_entry(jail.build.stage_fd, STAGE_OPEN_DIRECTORY, S_IFDIR | 0555);
	check_entry(jail.build.stage_fd, STAGE_EMPTY_FILE, S_IFREG);
	check_number(fstatvfs(jail.build.stage_fd, &status), 0);
	check_number(status.f_blocks * status.f_frsize, 16 << 20);
	check_number(status.f_files, 4096);
}

static void the_stage_covers_dev_wherever_we_stand(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(chdir(FIXTURE_DIRECTORY), 0);
	check(is_there(AT_FDCWD, "/dev/null"));
	check_number(stage_make(&jail.build), 0);
	check(!is_there(AT_FDCWD, "/dev/null"));
	check(is_there(AT_FDCWD, "/dev/" STAGE_EMPTY_FILE));
	check(is_there(AT_FDCWD, FIXTURE_DIRECTORY));
}

static void a_link_is_no_place_for_the_stage(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_DIRECTORY "/other/elsewhere", 0755);
	check_number(symlink("elsewhere", FIXTURE_DIRECTORY "/other/dev"), 0);
	check_number(chroot(FIXTURE_DIRECTORY "/other"), 0);
	check(stage_make(&jail.build) < 0);
}

static void files_are_readable_whatever_the_umask(void)
{
	static char data[100000] = "x";
	_cleanup_close_ int fd = open(FIXTURE_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;

	(void)umask(0777);
	check_number(new_file_write(fd, "file", data, sizeof(data)), 0);
	check_entry(fd, "file", S_IFREG | 0644);
	check_number(stat(FIXTURE_DIRECTORY "/file", &status), 0);
	check_number(status.st_size, sizeof(data));
}

static void files_are_new(void)
{
	_cleanup_close_ int fd = open(FIXTURE_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char text[16];

	file_make(FIXTURE_DIRECTORY "/old", "old", 0644);
	check_number(symlink("old", FIXTURE_DIRECTORY "/link"), 0);
	check_number(symlink("nothing", FIXTURE_DIRECTORY "/dangling"), 0);
	check_number(new_file_write(fd, "old", "new", 3), -EEXIST);
	check_number(new_file_write(fd, "link", "new", 3), -EEXIST);
	check_number(new_file_write(fd, "dangling", "new", 3), -EEXIST);
	file_read(fd, "old", text, sizeof(text));
	check_number(strcmp(text, "old"), 0);
	check(!is_there(fd, "nothing"));
}

static void a_full_stage_is_an_error(void)
{
	static char data[100000];
	struct fixture_jail jail;
	_cleanup_close_ int fd = NO_FD;

	directory_make(FIXTURE_DIRECTORY "/small", 0755);
	check_number(mount("tmpfs", FIXTURE_DIRECTORY "/small", "tmpfs", 0, "size=64k"), 0);
	fixture_jail_make(&jail);
	fd = open(FIXTURE_DIRECTORY "/small", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	check_number(new_file_write(fd, "file", data, sizeof(data)), -ENOSPC);
}

static void stage_with(struct fixture_jail *jail)
{
	file_make(FIXTURE_ROOTFS "/secret", "secret", 0666);
	file_make(FIXTURE_ROOTFS "/secrets/one", "secret", 0666);
	file_make(FIXTURE_DIRECTORY "/outside", "host", 0666);
	fixture_jail_make(jail);
	check_number(stage_make(&jail->build), 0);
	jail->build.root_fd = open(FIXTURE_ROOTFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void a_file_is_covered(void)
{
	struct fixture_jail jail;
	char text[16];

	stage_with(&jail);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "secret"), 0);
	file_read(jail.build.root_fd, "secret", text, sizeof(text));
	check_number(strlen(text), 0);
	check_errno(openat(jail.build.root_fd, "secret", O_WRONLY), EROFS);
	check_number(mount_flags(jail.build.root_fd, "secret"), MASK_FLAGS);
}

static void a_directory_is_covered(void)
{
	struct fixture_jail jail;

	stage_with(&jail);
	check(is_there(jail.build.root_fd, "secrets/one"));
	check_number(stage_mask(&jail.build, jail.build.root_fd, "secrets"), 0);
	check(!is_there(jail.build.root_fd, "secrets/one"));
	check_errno(mkdirat(jail.build.root_fd, "secrets/new", 0755), EROFS);
	check_number(mount_flags(jail.build.root_fd, "secrets"), MASK_FLAGS);
}

static void tenant_looks(struct fixture_jail *jail)
{
	root_give_up();
	check(openat(jail->build.root_fd, "other", O_RDONLY | O_CLOEXEC) >= 0);
	check_errno(openat(jail->build.root_fd, "secret", O_RDONLY), EACCES);
	check_errno(openat(jail->build.root_fd, "secrets", O_RDONLY), EACCES);
}

static void masks_are_closed_to_tenants(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/other", "", 0644);
	stage_with(&jail);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "secret"), 0);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "secrets"), 0);
	check_in_child(tenant_looks, &jail);
}

static void tenant_looks_into(struct fixture_jail *jail)
{
	root_give_up();
	check(openat(jail->build.root_fd, "secrets", O_RDONLY | O_CLOEXEC) >= 0);
	check_errno(openat(jail->build.root_fd, "secrets/one", O_RDONLY), ENOENT);
	check_errno(mkdirat(jail->build.root_fd, "secrets/new", 0755), EROFS);
}

static void one_kind_of_mask_can_be_looked_into(void)
{
	struct fixture_jail jail;

	stage_with(&jail);
	check_number(stage_empty(&jail.build, jail.build.root_fd, "secrets"), 0);
	check_number(mount_flags(jail.build.root_fd, "secrets"), MASK_FLAGS);
	check_number(stage_empty(&jail.build, jail.build.root_fd, "nothing"), 0);
	check_in_child(tenant_looks_into, &jail);
}

static void a_fifo_and_a_device_are_covered(void)
{
	struct fixture_jail jail;

	check_number(mkdir(FIXTURE_ROOTFS, 0755), 0);
	check_number(mkfifo(FIXTURE_ROOTFS "/fifo", 0666), 0);
	check_number(mknod(FIXTURE_ROOTFS "/device", S_IFCHR | 0666, 0x103), 0);
	stage_with(&jail);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "fifo"), 0);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "device"), 0);
	check_entry(jail.build.root_fd, "fifo", S_IFREG);
	check_entry(jail.build.root_fd, "device", S_IFREG);
}

static void what_is_absent_is_no_fault(void)
{
	struct fixture_jail jail;

	stage_with(&jail);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "nothing"), 0);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "nothing/below"), 0);
	check(!is_there(jail.build.root_fd, "nothing"));
}

static void a_link_is_refused(void)
{
	struct fixture_jail jail;
	char text[16];

	stage_with(&jail);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", FIXTURE_ROOTFS "/link"), 0);
	check_number(stage_mask(&jail.build, jail.build.root_fd, "link"), -ELOOP);
	file_read(AT_FDCWD, FIXTURE_DIRECTORY "/outside", text, sizeof(text));
	check_number(strcmp(text, "host"), 0);
}

static void in_a_copy_of_the_template(struct fixture_jail *jail)
{
	check_number(template_enter(jail->sources.template_fd), 0);
	check_number(stage_make(&jail->build), 0);
	check(!is_there(jail->build.stage_fd, STAGE_ROOT));
	check(!is_there(jail->build.stage_fd, STAGE_EMPTY_FILE));
	check(is_there(jail->build.stage_fd, STAGE_ETC));
	check_number(
		mount_tree_attach_at(jail->sources.rootfs_fd, jail->build.furniture_fd, STAGE_ROOT),
		0);
	jail->build.root_fd = jail->sources.rootfs_fd;
	check_number(stage_mask(&jail->build, jail->build.root_fd, "secret"), 0);
	check_number(stage_mask(&jail->build, jail->build.root_fd, "secrets"), 0);
	check_number(mount_flags(jail->build.root_fd, "secret"), MASK_FLAGS);
	check_number(mount_flags(jail->build.root_fd, "secrets"), MASK_FLAGS);
	check_entry(jail->build.root_fd, "secret", S_IFREG);
	check_entry(jail->build.root_fd, "secrets", S_IFDIR);
	check_in_child(tenant_looks, jail);
}

/* Twice: what the first one has mounted does not stand there for the second one. */
static void the_template_has_the_furniture(void)
{
	struct fixture_jail jail;
	_cleanup_close_ int state_fd = NO_FD;

	file_make(FIXTURE_ROOTFS "/other", "", 0644);
	file_make(FIXTURE_ROOTFS "/secret", "secret", 0666);
	file_make(FIXTURE_ROOTFS "/secrets/one", "secret", 0666);
	directory_make(FIXTURE_DIRECTORY "/state", 0700);
	state_fd = open(FIXTURE_DIRECTORY "/state", O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < 2; i++) {
		fixture_jail_make(&jail);
		jail.sources.template_fd = template_open(state_fd);
		check(jail.sources.template_fd >= 0);
		check_in_child(in_a_copy_of_the_template, &jail);
		check_number(close(jail.sources.template_fd), 0);
	}
}

/* What another version has made serves, too, and the root that we are in is no template's. */
static void a_template_without_furniture_is_helped_out(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	jail.sources.template_fd = jail.sources.rootfs_fd;
	check_number(stage_make(&jail.build), 0);
	check(is_there(jail.build.furniture_fd, STAGE_ROOT));
	check(is_there(jail.build.stage_fd, STAGE_ROOT));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_stage_holds_what_is_ours),
		fixture_test(the_stage_covers_dev_wherever_we_stand),
		fixture_test(a_link_is_no_place_for_the_stage),
		fixture_test(files_are_readable_whatever_the_umask),
		fixture_test(files_are_new),
		fixture_test(a_full_stage_is_an_error),
		fixture_test(a_file_is_covered),
		fixture_test(a_directory_is_covered),
		fixture_test(masks_are_closed_to_tenants),
		fixture_test(one_kind_of_mask_can_be_looked_into),
		fixture_test(a_fifo_and_a_device_are_covered),
		fixture_test(what_is_absent_is_no_fault),
		fixture_test(a_link_is_refused),
		fixture_test(the_template_has_the_furniture),
		fixture_test(a_template_without_furniture_is_helped_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
