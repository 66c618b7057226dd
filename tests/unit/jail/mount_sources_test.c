/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host gives: sources of binds, and the home. */
#include "jail/mount_sources.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "state/jail_entry.h"
#include "system/mount_tree.h"

#define HOST	  FIXTURE_DIRECTORY "/host"
#define TARGET	  FIXTURE_DIRECTORY "/target"
#define CHANGES	  FIXTURE_DIRECTORY "/a/b/changes"
#define ENDING_MS 2500 /* more than the second for a jail that stays */
#define PLAIN	  (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

static struct mount_entry *bind_add(struct fixture_jail *jail, const char *source,
				    uint64_t attributes)
{
	struct mount_entry *entry = fixture_mount_add(jail, MOUNT_BIND, "/data", NO_FD);
	static char file[] = "f.conf";

	entry->source = strdup(source);
	entry->attributes = attributes;
	entry->file = file;
	return entry;
}

static struct mount_entry *home_add(struct fixture_jail *jail, const char *source)
{
	struct mount_entry *entry = bind_add(jail, source, PLAIN);

	entry->file = NULL;
	entry->is_home = true;
	return entry;
}

static int sources_open(struct fixture_jail *jail)
{
	free(jail->sources.mount_fds);
	jail->sources.mount_fds = NULL;
	return mount_sources_open(&jail->sources, &jail->plan, &jail->request, &jail->report);
}

/* Attaches what was opened, as the jail would. */
static void source_show(const struct fixture_jail *jail)
{
	check(jail->sources.mount_fds[0] >= 0);
	directory_make(TARGET, 0755);
	check_number(mount_tree_attach_at(jail->sources.mount_fds[0], AT_FDCWD, TARGET), 0);
}

static void a_bind_is_a_clone_with_its_attributes(void)
{
	struct fixture_jail jail;

	file_make(HOST "/marker", "host", 0644);
	fixture_jail_make(&jail);
	(void)bind_add(&jail, HOST, PLAIN | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC);
	check_number(sources_open(&jail), 0);
	check_number(jail.sources.mount_count, 1);
	check_number(fcntl(jail.sources.mount_fds[0], F_GETFD), FD_CLOEXEC);
	source_show(&jail);
	check(is_there(AT_FDCWD, TARGET "/marker"));
	check_number(mount_flags(AT_FDCWD, TARGET), ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC);
	check_number(mount_flags(AT_FDCWD, HOST), 0);
}

static void only_binds_have_a_source(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	(void)fixture_mount_add(&jail, MOUNT_TMPFS, "/a", NO_FD);
	(void)fixture_mount_add(&jail, MOUNT_MASK, "/b", NO_FD);
	check_number(sources_open(&jail), 0);
	check_number(jail.sources.mount_count, 2);
	check_number(jail.sources.mount_fds[0], NO_FD);
	check_number(jail.sources.mount_fds[1], NO_FD);
}

#define MOUNTS_MANY 1000

static void mounts_make(void)
{
	char path[64];

	for (int i = 0; i < MOUNTS_MANY; i++) {
		(void)snprintf(path, sizeof(path), HOST "/%d", i);
		directory_make(path, 0755);
		check_number(mount("tmpfs", path, "tmpfs", 0, "size=4k,nr_inodes=4"), 0);
	}
	file_make(HOST "/999/marker", "deep", 0644);
}

static void a_thousand_mounts_below_come_along(void)
{
	struct fixture_jail jail;
	char path[64];

	mounts_make();
	fixture_jail_make(&jail);
	(void)bind_add(&jail, HOST, PLAIN | MOUNT_ATTR_RDONLY);
	check_number(sources_open(&jail), 0);
	source_show(&jail);
	check(is_there(AT_FDCWD, TARGET "/999/marker"));
	for (int i = 0; i < MOUNTS_MANY; i++) {
		(void)snprintf(path, sizeof(path), TARGET "/%d", i);
		check_number(mount_flags(AT_FDCWD, path), ST_RDONLY | ST_NOSUID | ST_NODEV);
	}
	check_number(mount_flags(AT_FDCWD, HOST "/0"), 0);
	check_number(mkdir(HOST "/0/writable", 0755), 0);
}

static void what_is_below_a_home_stays_outside(void)
{
	struct fixture_jail jail;

	tmpfs_over(HOST "/below");
	file_make(HOST "/below/marker", "", 0644);
	fixture_jail_make(&jail);
	(void)home_add(&jail, HOST);
	check_number(sources_open(&jail), 0);
	source_show(&jail);
	check(is_there(AT_FDCWD, TARGET "/below"));
	check(!is_there(AT_FDCWD, TARGET "/below/marker"));
	check_number(mount_flags(AT_FDCWD, TARGET), ST_NOSUID | ST_NODEV);
}

/* Anybody's own file or directory, of any kind but a link, may be bound; opening must not wait. */
static void the_last_component_may_be_anybodys(void)
{
	struct fixture_jail jail;

	directory_make(HOST "/his", 0777);
	check_number(chown(HOST "/his", FIXTURE_UID, FIXTURE_UID), 0);
	check_number(mkfifo(HOST "/fifo", 0666), 0);
	fixture_jail_make(&jail);
	(void)bind_add(&jail, HOST "/his", PLAIN);
	(void)bind_add(&jail, HOST "/fifo", PLAIN);
	check_number(sources_open(&jail), 0);
	check(jail.sources.mount_fds[0] >= 0);
	check(jail.sources.mount_fds[1] >= 0);
}

static void check_refused(struct fixture_jail *jail, int error, const char *reason)
{
	jail->report = (struct report){ .socket_fd = NO_FD };
	check_number(sources_open(jail), error);
	check_number(jail->report.error_count, 1);
	check_text(jail->report.text, reason);
	check_number(jail->sources.mount_fds[0], NO_FD);
}

static void parents_must_be_roots_alone(void)
{
	struct fixture_jail jail;

	directory_make(HOST "/his/data", 0755);
	fixture_jail_make(&jail);
	bind_add(&jail, HOST "/his/data", PLAIN)->is_optional = true;
	check_number(sources_open(&jail), 0);
	check_number(chown(HOST "/his", FIXTURE_UID, 0), 0);
	check_refused(&jail, -EPERM,
		      "bind '" HOST "/his/data': '" HOST "/his' is not owned by root");
	check_number(chown(HOST "/his", 0, 0), 0);
	check_number(chmod(HOST "/his", 0775), 0);
	check_refused(&jail, -EPERM, "'" HOST "/his' is writable by group or others");
}

static void links_are_refused_at_any_component(void)
{
	static const char *const paths[] = { HOST "/link/a/b", HOST "/a/link/b", HOST "/a/b/link" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		char link[128];
		struct fixture_jail jail;

		directory_make(FIXTURE_DIRECTORY "/other/a/b", 0755);
		directory_make(HOST "/a/b", 0755);
		(void)snprintf(link, sizeof(link), "%.*s",
			       (int)(strstr(paths[i], "link") + 4 - paths[i]), paths[i]);
		check_number(symlink(FIXTURE_DIRECTORY "/other", link), 0);
		fixture_jail_make(&jail);
		(void)bind_add(&jail, paths[i], PLAIN);
		jail.plan.mounts[0].is_optional = true;
		check(sources_open(&jail) < 0);
		check_number(jail.report.error_count, 1);
		check_text(jail.report.text, link);
	}
}

static void what_is_not_there_is_a_fault_unless_optional(void)
{
	static const char *const paths[] = { HOST "/absent", HOST "/absent/below" };

	directory_make(HOST, 0755);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct fixture_jail jail;

		fixture_jail_make(&jail);
		(void)bind_add(&jail, paths[i], PLAIN);
		check(sources_open(&jail) < 0);
		check_number(jail.report.error_count, 1);
		check_text(jail.report.text, "'" HOST "/absent");
		jail.plan.mounts[0].is_optional = true;
		check_number(sources_open(&jail), 0);
		check_number(jail.sources.mount_fds[0], NO_FD);
		check_number(jail.report.error_count, 1);
	}
}

static void odd_names_are_exact(void)
{
	static const char *const names[] = { "a b",  "a:b", "a,b",	"a\\b",	   "100%",
					     "a\nb", "a=b", "\xff\xfe", "lower=x", "'\"" };
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct fixture_jail jail;

		(void)snprintf(path, sizeof(path), HOST "/%s/marker", names[i]);
		file_make(path, names[i], 0644);
		*strrchr(path, '/') = '\0';
		fixture_jail_make(&jail);
		(void)bind_add(&jail, path, PLAIN);
		check_number(sources_open(&jail), 0);
		check(is_there(jail.sources.mount_fds[0], "marker"));
	}
}

static void a_home_is_the_users_or_roots(void)
{
	struct fixture_jail jail;

	directory_make(HOST, 0700);
	fixture_jail_make(&jail);
	(void)home_add(&jail, HOST);
	check_number(sources_open(&jail), 0);
	check_number(chown(HOST, FIXTURE_UID, FIXTURE_UID), 0);
	check_number(sources_open(&jail), 0);
	check_number(chown(HOST, FIXTURE_UID + 1, FIXTURE_UID), 0);
	check_refused(&jail, -EPERM, "home '" HOST "' belongs to uid 54322");
}

static void a_home_is_a_directory(void)
{
	struct fixture_jail jail;

	file_make(HOST "/file", "", 0644);
	check_number(symlink("/", HOST "/link"), 0);
	fixture_jail_make(&jail);
	(void)home_add(&jail, HOST "/file");
	check_refused(&jail, -ENOTDIR, "home '" HOST "/file': Not a directory");
	jail.plan.mounts[0].source = strdup(HOST "/link");
	check_refused(&jail, -ELOOP, "home '" HOST "/link': '" HOST "/link' is a symbolic link");
	jail.plan.mounts[0].source = strdup(HOST "/absent");
	check_refused(&jail, -ENOENT, "home '" HOST "/absent'");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(a_bind_is_a_clone_with_its_attributes),
		fixture_test(only_binds_have_a_source),
		fixture_test(a_thousand_mounts_below_come_along),
		fixture_test(what_is_below_a_home_stays_outside),
		fixture_test(the_last_component_may_be_anybodys),
		fixture_test(parents_must_be_roots_alone),
		fixture_test(links_are_refused_at_any_component),
		fixture_test(what_is_not_there_is_a_fault_unless_optional),
		fixture_test(odd_names_are_exact),
		fixture_test(a_home_is_the_users_or_roots),
		fixture_test(a_home_is_a_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
