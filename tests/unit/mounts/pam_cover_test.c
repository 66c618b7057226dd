/* SPDX-License-Identifier: BSD-3-Clause */
/* What libpam finds in a jail of the plain mode, wherever it looks. */
#include "mounts/pam_cover.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fixture.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"

#define MASK_FLAGS (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC)
#define GIVEN	   FIXTURE_DIRECTORY "/given"
#define PERMIT	   "auth sufficient pam_permit.so\n"

static void cover(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	fixture_build_begin(jail);
	check_number(pam_cover_mount(&jail->build), 0);
}

static int in_jail(const struct fixture_jail *jail, const char *path)
{
	return mount_target_follow(jail->build.root_fd, path);
}

/* One file, which names each kind and lets nobody pass. */
static void check_denies(const struct fixture_jail *jail, const char *path)
{
	static const char *const kinds[] = { "auth ", "account ", "password ", "session " };
	_cleanup_close_ int fd = in_jail(jail, path);
	char text[512];

	check(fd >= 0);
	check_number(mount_flags(fd, ""), MASK_FLAGS);
	check(!is_there(fd, "login"));
	file_read(fd, "other", text, sizeof(text));
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		check_text(text, kinds[i]);
	check(strstr(text, "pam_permit") == NULL);
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		check_text(line, " requisite pam_deny.so");
}

static void each_directory_that_is_there_denies(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/etc/pam.d/login", PERMIT, 0644);
	file_make(FIXTURE_ROOTFS "/usr/lib/pam.d/login", PERMIT, 0644);
	file_make(FIXTURE_ROOTFS "/usr/share/pam.d/login", PERMIT, 0644);
	file_make(FIXTURE_ROOTFS "/etc/pam.conf", PERMIT, 0644);
	cover(&jail);
	check_denies(&jail, "/etc/pam.d");
	check_denies(&jail, "/usr/lib/pam.d");
	check_denies(&jail, "/usr/share/pam.d");
	check(!is_there(jail.build.root_fd, "usr/etc"));
	/* libpam does not look at it then. */
	check(!is_mount_point(jail.build.root_fd, "etc/pam.conf"));
}

static void without_any_it_is_the_old_file(void)
{
	struct fixture_jail jail;
	char text[64];

	file_make(FIXTURE_ROOTFS "/etc/pam.conf", "login " PERMIT, 0644);
	cover(&jail);
	file_read(jail.build.root_fd, "etc/pam.conf", text, sizeof(text));
	check_number(strlen(text), 0);
}

static void a_rootfs_without_pam_stays_as_it_is(void)
{
	struct fixture_jail jail;

	directory_make(FIXTURE_ROOTFS "/etc", 0755);
	cover(&jail);
	check(!is_there(jail.build.root_fd, "etc/pam.d"));
	check(!is_there(jail.build.root_fd, "etc/pam.conf"));
}

/* As on systems that make all of /etc anew. */
static void a_link_is_followed_within_the_root(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/static/pam.d/login", PERMIT, 0644);
	file_make("/static/pam.d/login", PERMIT, 0644);
	directory_make(FIXTURE_ROOTFS "/etc", 0755);
	check_number(symlink("/static/pam.d", FIXTURE_ROOTFS "/etc/pam.d"), 0);
	cover(&jail);
	check_denies(&jail, "/static/pam.d");
	check(is_there(AT_FDCWD, "/static/pam.d/login"));
	check(!is_mount_point(AT_FDCWD, "/static/pam.d"));
}

static void given(struct fixture_jail *jail, mode_t mode)
{
	file_make(FIXTURE_ROOTFS "/etc/pam.d/login", PERMIT, 0644);
	directory_make(GIVEN, mode);
	file_make(GIVEN "/given", PERMIT, 0644);
	fixture_jail_make(jail);
	fixture_build_begin(jail);
	(void)fixture_mount_add(jail, MOUNT_BIND, "/etc/pam.d", NO_FD);
	check_number(mount_tree_attach_at(tree_open(GIVEN, 0), jail->build.root_fd, "etc/pam.d"),
		     0);
	check_number(pam_cover_mount(&jail->build), 0);
}

static void what_the_plan_binds_is_the_administrators(void)
{
	struct fixture_jail jail;

	given(&jail, 0755);
	check(is_there(jail.build.root_fd, "etc/pam.d/given"));
}

static void unless_others_can_write_to_it(void)
{
	struct fixture_jail jail;

	given(&jail, 0775);
	check_denies(&jail, "/etc/pam.d");
}

static void a_tenant_sees_nothing(struct fixture_jail *jail)
{
	root_give_up();
	check_errno(openat(jail->build.root_fd, "etc/pam.d", O_RDONLY), EACCES);
	check_errno(openat(jail->build.root_fd, "etc/pam.d/other", O_RDONLY), EACCES);
}

/* Jails share it: who could open it could watch others (inotify(7)). */
static void it_is_closed_to_tenants(void)
{
	struct fixture_jail jail;

	file_make(FIXTURE_ROOTFS "/etc/pam.d/login", PERMIT, 0644);
	cover(&jail);
	check_in_child(a_tenant_sees_nothing, &jail);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(each_directory_that_is_there_denies),
		fixture_test(without_any_it_is_the_old_file),
		fixture_test(a_rootfs_without_pam_stays_as_it_is),
		fixture_test(a_link_is_followed_within_the_root),
		fixture_test(what_the_plan_binds_is_the_administrators),
		fixture_test(unless_others_can_write_to_it),
		fixture_test(it_is_closed_to_tenants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
