/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's records of logins in the rootfs: where they go, and what is left alone. */
#include "rootfs/rootfs_records.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fixture.h"
#include "mounts/mounts.h"
#include "shared/cleanup.h"

#define WTMP FIXTURE_ROOTFS "/var/log/wtmp"

static int cover(struct fixture_jail *jail)
{
	fixture_build_begin(jail);
	return rootfs_records_cover(&jail->build);
}

static bool is_covered(const struct fixture_jail *jail, const char *path)
{
	return is_mount_point(jail->build.root_fd, path);
}

static void check_record(const struct fixture_jail *jail, const char *path)
{
	struct stat status;

	check(is_covered(jail, path));
	check_number(fstatat(jail->build.root_fd, path, &status, 0), 0);
	check_number(status.st_mode, S_IFREG | 0664);
	check_number(status.st_size, 0);
	check_number(mount_flags(jail->build.root_fd, path), ST_NOSUID | ST_NODEV | ST_NOEXEC);
}

static void files_and_fifos_are_covered(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	file_make(WTMP, "prepared", 0666);
	check_number(mkfifo(FIXTURE_ROOTFS "/var/log/lastlog", 0666), 0);
	check_number(cover(&jail), 0);
	check_record(&jail, "var/log/wtmp");
	check_record(&jail, "var/log/lastlog");
}

static void data_bases_can_not_be_opened(void)
{
	struct fixture_jail jail;
	struct stat status;

	fixture_jail_make(&jail);
	file_make(FIXTURE_ROOTFS "/var/log/wtmp.db", "prepared", 0666);
	file_make(FIXTURE_ROOTFS "/var/log/wtmp.db-journal", "prepared", 0666);
	file_make(FIXTURE_ROOTFS "/var/lib/wtmpdb/wtmp.db", "prepared", 0666);
	check_number(cover(&jail), 0);
	check(is_covered(&jail, "var/log/wtmp.db") && is_covered(&jail, "var/log/wtmp.db-journal"));
	check_number(fstatat(jail.build.root_fd, "var/log/wtmp.db", &status, 0), 0);
	check_number(status.st_mode & 0777, 0);
	check(!is_there(jail.build.root_fd, "var/lib/wtmpdb/wtmp.db"));
}

static void what_the_rootfs_lacks_stays_away(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_ROOTFS "/var/log", 0755);
	check_number(cover(&jail), 0);
	check(!is_there(jail.build.root_fd, "var/log/wtmp"));
}

static void unless_it_could_be_made_later(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_ROOTFS "/var/log", 0755);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/var/log", NO_FD);
	fixture_build_begin(&jail);
	check_number(mounts_attach(&jail.build), 0);
	check_number(rootfs_records_cover(&jail.build), 0);
	check_record(&jail, "var/log/wtmp");
	check(is_covered(&jail, "var/log/wtmp.db"));
	check(!is_there(jail.build.root_fd, "var/log/wtmp.db-journal"));
	check(!is_there(jail.build.root_fd, "var/lib/wtmpdb"));
}

static void links_and_directories_of_a_tenant_are_no_fault(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_DIRECTORY "/host", 0755);
	file_make(FIXTURE_DIRECTORY "/host/wtmp", "the host's", 0644);
	directory_make(FIXTURE_ROOTFS "/var", 0755);
	check_number(symlink(FIXTURE_DIRECTORY "/host", FIXTURE_ROOTFS "/var/log"), 0);
	directory_make(FIXTURE_ROOTFS "/var/lib/lastlog", 0755);
	check_number(cover(&jail), 0);
	check(!is_mount_point(AT_FDCWD, FIXTURE_DIRECTORY "/host/wtmp"));
	check(is_covered(&jail, "var/lib/lastlog"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(files_and_fifos_are_covered),
		fixture_test(data_bases_can_not_be_opened),
		fixture_test(what_the_rootfs_lacks_stays_away),
		fixture_test(unless_it_could_be_made_later),
		fixture_test(links_and_directories_of_a_tenant_are_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
