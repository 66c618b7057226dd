/* SPDX-License-Identifier: BSD-3-Clause */
/* The host-made files of /etc are there whatever the rootfs has, and nothing is written into it. */
#include "host/host_etc.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define ETC FIXTURE_ROOTFS "/etc"

static char resolver[] = "nameserver 192.0.2.53\n";
static char zone[] = "TZif-bytes";

static void etc_begin(struct fixture_jail *jail)
{
	static char name[] = "tenants";
	static struct request_group group = { .gid = FIXTURE_UID, .name = name };

	fixture_jail_make(jail);
	jail->plan.accounts = ACCOUNTS_MERGE;
	jail->request.group_count = 1;
	jail->request.groups = &group;
	jail->sources.resolv_conf =
		(struct host_file){ .data = resolver, .size = strlen(resolver) };
	jail->sources.localtime = (struct host_file){ .data = zone, .size = strlen(zone) };
	fixture_build_begin(jail);
}

static void check_file(int root_fd, const char *path, const char *part)
{
	struct stat status;
	char text[4096];

	check_number(fstatat(root_fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, S_IFREG | 0644);
	check_number(status.st_uid, 0);
	file_read(root_fd, path, text, sizeof(text));
	check_text(text, part);
}

static void check_host_files(struct fixture_jail *jail)
{
	check_number(host_etc_mount(&jail->build), 0);
	check_number(jail->report.error_count, 0);
	check_file(jail->build.root_fd, "etc/passwd", "tenant:*:54321:54321:");
	check_file(jail->build.root_fd, "etc/group", "tenants:x:54321:tenant");
	check_file(jail->build.root_fd, "etc/resolv.conf", resolver);
	check_file(jail->build.root_fd, "etc/localtime", zone);
}

static void the_files_join_those_of_the_rootfs(void)
{
	struct fixture_jail jail;

	file_make(ETC "/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0644);
	file_make(ETC "/issue", "welcome", 0644);
	file_make(ETC "/below/file", "deeper", 0644);
	etc_begin(&jail);
	check_host_files(&jail);
	check_file(jail.build.root_fd, "etc/passwd", "root:x:0:0:");
	check_file(jail.build.root_fd, "etc/issue", "welcome");
	check_file(jail.build.root_fd, "etc/below/file", "deeper");
}

static void an_empty_etc_is_enough(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	check_host_files(&jail);
}

/* What accounts_merge reads must be regular files; what it does not read may be anything. */
static void the_files_replace_whatever_is_there(void)
{
	struct fixture_jail jail;
	char text[16];

	file_make(FIXTURE_DIRECTORY "/outside", "host", 0644);
	directory_make(ETC "/localtime", 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", ETC "/resolv.conf"), 0);
	etc_begin(&jail);
	check_host_files(&jail);
	file_read(AT_FDCWD, FIXTURE_DIRECTORY "/outside", text, sizeof(text));
	check_number(strcmp(text, "host"), 0);
}

static void a_dangling_link_is_replaced_too(void)
{
	struct fixture_jail jail;

	directory_make(ETC, 0755);
	check_number(symlink("/run/resolver/resolv.conf", ETC "/resolv.conf"), 0);
	check_number(symlink("/usr/share/zoneinfo/Europe/Berlin", ETC "/localtime"), 0);
	etc_begin(&jail);
	check_host_files(&jail);
}

static void etc_is_readonly(void)
{
	struct fixture_jail jail;

	file_make(ETC "/issue", "welcome", 0666);
	etc_begin(&jail);
	check_number(host_etc_mount(&jail.build), 0);
	check_number(mount_type(jail.build.root_fd, "etc"), OVERLAYFS_SUPER_MAGIC);
	check_number(mount_flags(jail.build.root_fd, "etc"), ST_RDONLY | ST_NOSUID | ST_NODEV);
	check_errno(openat(jail.build.root_fd, "etc/passwd", O_WRONLY), EROFS);
	check_errno(openat(jail.build.root_fd, "etc/issue", O_WRONLY), EROFS);
	check_errno(openat(jail.build.root_fd, "etc/new", O_CREAT | O_WRONLY, 0600), EROFS);
	check_errno(unlinkat(jail.build.root_fd, "etc/passwd", 0), EROFS);
}

static void the_rootfs_is_not_written(void)
{
	struct fixture_jail jail;
	char text[64];

	file_make(ETC "/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0644);
	etc_begin(&jail);
	check_host_files(&jail);
	file_read(AT_FDCWD, ETC "/passwd", text, sizeof(text));
	check_number(strcmp(text, "root:x:0:0:root:/root:/bin/sh\n"), 0);
	check(!is_there(AT_FDCWD, ETC "/group"));
	check(!is_there(AT_FDCWD, ETC "/resolv.conf"));
}

static void without_files_nothing_is_mounted(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	jail.plan.accounts = ACCOUNTS_ROOTFS;
	jail.sources.resolv_conf.data = NULL;
	jail.sources.localtime.data = NULL;
	check_number(host_etc_mount(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "etc"));
}

static void one_file_is_mounted_alone(void)
{
	struct fixture_jail jail;

	file_make(ETC "/passwd", "of the rootfs", 0644);
	etc_begin(&jail);
	jail.plan.accounts = ACCOUNTS_ROOTFS;
	jail.sources.localtime.data = NULL;
	check_number(host_etc_mount(&jail.build), 0);
	check_file(jail.build.root_fd, "etc/resolv.conf", resolver);
	check_file(jail.build.root_fd, "etc/passwd", "of the rootfs");
	check(!is_there(jail.build.root_fd, "etc/localtime"));
	check(!is_there(jail.build.root_fd, "etc/group"));
}

static void a_missing_directory_is_named(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	check_number(rmdir(ETC), 0);
	check_number(host_etc_mount(&jail.build), -ENOENT);
	check_text(jail.report.text, "'/etc'");
	check_text(jail.report.text, "mkdir");
}

static void a_link_does_not_lead_to_the_host(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	check_number(rmdir(ETC), 0);
	check_number(symlink(FIXTURE_DIRECTORY "/host", ETC), 0);
	check_number(host_etc_mount(&jail.build), -ELOOP);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
	check_number(mount("tmpfs", ETC, "tmpfs", 0, NULL), 0);
	check(is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host"));
}

static void a_linked_passwd_is_refused(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_DIRECTORY "/outside", "root:x:0:0::/:/bin/sh\n", 0644);
	directory_make(ETC, 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", ETC "/passwd"), 0);
	etc_begin(&jail);
	check(host_etc_mount(&jail.build) < 0);
	check_text(jail.report.text, "passwd");
	check(!is_mount_point(jail.build.root_fd, "etc"));
}

/* /etc can not be written once it is mounted, so what the list will mount there needs a place. */
static void places_for_mounts_are_made(void)
{
	struct fixture_jail jail;
	struct stat status;

	file_make(FIXTURE_DIRECTORY "/host/file", "host", 0644);
	file_make(ETC "/there", "rootfs", 0644);
	check_number(symlink("/tmp", ETC "/link"), 0);
	etc_begin(&jail);
	jail.plan.accounts = ACCOUNTS_ROOTFS;
	jail.sources.resolv_conf.data = jail.sources.localtime.data = NULL;
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/etc/a/b",
				tree_open(FIXTURE_DIRECTORY "/host", 0));
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/etc/file",
				tree_open(FIXTURE_DIRECTORY "/host/file", 0));
	(void)fixture_mount_add(&jail, MOUNT_BIND, "/etc/gone", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/etc/link", NO_FD);
	check_number(host_etc_mount(&jail.build), 0);
	check_number(fstatat(jail.build.root_fd, "etc/a/b", &status, 0), 0);
	check_number(status.st_mode, S_IFDIR | 0755);
	check_number(fstatat(jail.build.root_fd, "etc/link", &status, AT_SYMLINK_NOFOLLOW), 0);
	check_number(status.st_mode, S_IFDIR | 0755);
	check_file(jail.build.root_fd, "etc/file", "");
	check_file(jail.build.root_fd, "etc/there", "rootfs");
	check(!is_there(jail.build.root_fd, "etc/gone"));
	check(!is_there(AT_FDCWD, ETC "/a"));
	check(!is_there(AT_FDCWD, ETC "/file"));
}

/* A generated root has its files already. */
static void a_generated_root_is_left_alone(void)
{
	struct fixture_jail jail;

	etc_begin(&jail);
	jail.plan.rootfs_kind = ROOTFS_EMPTY;
	check_number(host_etc_mount(&jail.build), 0);
	check(!is_mount_point(jail.build.root_fd, "etc"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_files_join_those_of_the_rootfs),
		fixture_test(an_empty_etc_is_enough),
		fixture_test(the_files_replace_whatever_is_there),
		fixture_test(a_dangling_link_is_replaced_too),
		fixture_test(etc_is_readonly),
		fixture_test(the_rootfs_is_not_written),
		fixture_test(without_files_nothing_is_mounted),
		fixture_test(one_file_is_mounted_alone),
		fixture_test(a_missing_directory_is_named),
		fixture_test(a_link_does_not_lead_to_the_host),
		fixture_test(a_linked_passwd_is_refused),
		fixture_test(places_for_mounts_are_made),
		fixture_test(a_generated_root_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
