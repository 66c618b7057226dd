/* SPDX-License-Identifier: BSD-3-Clause */
/* The directory of files that follow the host: who gets it, what is in it, and how it is brought up
 * to date. */
#include "host/host_live.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fixture.h"
#include "host/live_zone.h"
#include "mounts/mounts.h"
#include "shared/cleanup.h"

static char resolver[] = "nameserver 192.0.2.1\n", zone_data[] = "TZif";

static void begin(struct fixture_jail *jail)
{
	fixture_jail_make(jail);
	directory_make(FIXTURE_ROOTFS "/dev/shm", 0755);
	tmpfs_over("/etc");
	jail->plan.scope = SCOPE_USER;
	jail->plan.network = NETWORK_HOST;
	jail->plan.has_resolv_conf = jail->plan.has_localtime = true;
	fixture_mounts_settle(jail, NO_FD);
	jail->sources.resolv_conf =
		(struct host_file){ .data = resolver, .size = strlen(resolver) };
	jail->sources.localtime =
		(struct host_file){ .data = zone_data, .size = strlen(zone_data) };
}

static void check_text_of(int directory_fd, const char *name, const char *wanted)
{
	char text[256];

	file_read(directory_fd, name, text, sizeof(text));
	check_true(strcmp(text, wanted) == 0, text, __FILE__, __LINE__);
}

static void only_a_jail_that_is_joined_has_it(void)
{
	struct fixture_jail jail;

	begin(&jail);
	check(host_live_is_wanted(&jail.plan));
	jail.plan.scope = SCOPE_SESSION;
	check(!host_live_is_wanted(&jail.plan));
	jail.plan.scope = SCOPE_USER;
	jail.plan.has_resolv_conf = jail.plan.has_localtime = false;
	check(!host_live_is_wanted(&jail.plan));
}

static void where_run_is_not_its_own_it_has_none(void)
{
	struct fixture_jail jail;

	begin(&jail);
	for (size_t i = 0; i < jail.plan.mount_count; i++)
		if (strcmp(jail.plan.mounts[i].target, "/run") == 0)
			jail.plan.mounts[i].kind = MOUNT_BIND;
	check(!host_live_is_wanted(&jail.plan));
	begin(&jail);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/run/host/mine", NO_FD);
	check(!host_live_is_wanted(&jail.plan));
}

static void the_jail_has_it_readonly_and_the_keeper_writes(void)
{
	struct fixture_jail jail;
	struct host_live live;

	begin(&jail);
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	fixture_build_begin(&jail);
	check_number(mounts_attach(&jail.build), 0);
	check_number(host_live_mount(&jail.build), 0);
	check_text_of(jail.build.root_fd, "run/host/resolv.conf", resolver);
	check_text_of(jail.build.root_fd, "run/host/localtime", zone_data);
	check_number(mount_flags(jail.build.root_fd, "run/host"),
		     ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC);
	check_errno(openat(jail.build.root_fd, "run/host/new", O_CREAT | O_WRONLY, 0600), EROFS);
	host_live_take(&live, &jail.sources, &jail.plan);
	check_number(jail.sources.live_fd, NO_FD);
	file_make("/etc/resolv.conf", "nameserver 192.0.2.2\n", 0644);
	host_live_refresh(&live);
	check_text_of(jail.build.root_fd, "run/host/resolv.conf", "nameserver 192.0.2.2\n");
	check_text_of(jail.build.root_fd, "run/host/localtime", zone_data);
	host_live_clear(&live);
	check_number(live.directory_fd, NO_FD);
}

static void check_link(int directory_fd, const char *name, const char *wanted)
{
	char text[128] = "";

	check(readlinkat(directory_fd, name, text, sizeof(text) - 1) > 0 || wanted[0] == 0);
	check_true(strcmp(text, wanted) == 0, text, __FILE__, __LINE__);
}

/* The jail is known to have the file of the first zone alone. */
static void another_zone_is_a_copy(void)
{
	struct fixture_jail jail;
	struct host_live live;

	begin(&jail);
	jail.sources.zone = (struct time_zone){ "Europe/Berlin", true };
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	host_live_take(&live, &jail.sources, &jail.plan);
	check_link(live.directory_fd, "localtime", "/usr/share/zoneinfo/Europe/Berlin");
	check_text_of(live.directory_fd, "timezone", "Europe/Berlin\n");
	check_link(live.directory_fd, "zoneinfo/Europe/Berlin", "/run/host/localtime");
	tmpfs_over("/usr/share");
	file_make("/usr/share/zoneinfo/Asia/Tokyo", "tokyo", 0644);
	file_make("/usr/share/zoneinfo/Europe/Berlin", "berlin", 0644);
	check_number(symlink("/usr/share/zoneinfo/Asia/Tokyo", "/etc/localtime"), 0);
	host_live_refresh(&live);
	check_link(live.directory_fd, "localtime", "");
	check_text_of(live.directory_fd, "localtime", "tokyo");
	check_text_of(live.directory_fd, "timezone", "Asia/Tokyo\n");
	live.has_hosts_zones = true;
	host_live_refresh(&live);
	check_link(live.directory_fd, "localtime", "/usr/share/zoneinfo/Asia/Tokyo");
	live.has_hosts_zones = false;
	check_number(unlink("/etc/localtime"), 0);
	check_number(symlink("/usr/share/zoneinfo/Europe/Berlin", "/etc/localtime"), 0);
	host_live_refresh(&live);
	check_link(live.directory_fd, "localtime", "/usr/share/zoneinfo/Europe/Berlin");
}

static void the_link_in_etc_names_the_zone(void)
{
	const struct time_zone deep = { "America/Argentina/Buenos_Aires", true },
			       copied = { "Europe/Berlin", false };
	struct fixture_jail jail;
	char text[LIVE_ZONE_TARGET_MAX];
	struct stat status;

	begin(&jail);
	live_zone_target(&copied, text);
	check_text(text, "/run/host/localtime");
	live_zone_target(&deep, text);
	check_text(text, "/run/host/zoneinfo/America/Argentina/Buenos_Aires");
	jail.sources.zone = deep;
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	check_link(jail.sources.live_fd, text + strlen("/run/host/"), "/run/host/localtime");
	check_number(fstatat(jail.sources.live_fd, "zoneinfo/America/Argentina", &status, 0), 0);
	check_number(status.st_mode, S_IFDIR | 0755);
	cleanup_close(&jail.sources.live_fd);
	jail.sources.zone = copied;
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	check_errno(faccessat(jail.sources.live_fd, "zoneinfo", F_OK, 0), ENOENT);
}

/* As many directories as there is room for in a name. */
static void a_zone_of_many_parts_has_room(void)
{
	struct fixture_jail jail;
	struct time_zone zone = { .is_link = true };

	begin(&jail);
	for (size_t i = 0; i + 1 < TIME_ZONE_MAX; i++)
		zone.name[i] = i % 2 == 0 ? 'a' : '/';
	jail.sources.zone = zone;
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
}

static void a_reader_has_one_file_or_the_other(void)
{
	struct fixture_jail jail;
	struct host_live live;
	_cleanup_close_ int fd = NO_FD;
	char text[64] = "";

	begin(&jail);
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	host_live_take(&live, &jail.sources, &jail.plan);
	fd = openat(live.directory_fd, "resolv.conf", O_RDONLY);
	file_make("/etc/resolv.conf", "nameserver 192.0.2.2\n", 0644);
	host_live_refresh(&live);
	check(read(fd, text, sizeof(text) - 1) > 0);
	check_text(text, resolver);
}

/* The directory is nobody's but the keeper's, so what is gone from it shows whether it looked. */
static bool is_made_again(struct host_live *live)
{
	check_number(unlinkat(live->directory_fd, "resolv.conf", 0), 0);
	host_live_refresh(live);
	return faccessat(live->directory_fd, "resolv.conf", F_OK, 0) == 0;
}

/* A file of the system is older than two seconds. */
static void what_has_not_changed_is_not_read(void)
{
	struct fixture_jail jail;
	struct host_live live;

	begin(&jail);
	check_number(symlink("/usr/lib/os-release", "/etc/resolv.conf"), 0);
	check_number(host_live_make(&jail.sources, &jail.plan, &jail.report), 0);
	host_live_take(&live, &jail.sources, &jail.plan);
	check(is_made_again(&live));
	check(!is_made_again(&live));
	check_number(unlink("/etc/resolv.conf"), 0);
	file_make("/etc/resolv.conf", "nameserver 192.0.2.2\n", 0644);
	host_live_refresh(&live);
	check_text_of(live.directory_fd, "resolv.conf", "nameserver 192.0.2.2\n");
	check(is_made_again(&live));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(only_a_jail_that_is_joined_has_it),
		fixture_test(where_run_is_not_its_own_it_has_none),
		fixture_test(the_jail_has_it_readonly_and_the_keeper_writes),
		fixture_test(another_zone_is_a_copy),
		fixture_test(the_link_in_etc_names_the_zone),
		fixture_test(a_zone_of_many_parts_has_room),
		fixture_test(a_reader_has_one_file_or_the_other),
		fixture_test(what_has_not_changed_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
