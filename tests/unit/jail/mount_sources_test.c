/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host gives: sources of binds, the home, and the directory of an overlay's changes. */
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

static int changes_open(struct fixture_jail *jail)
{
	jail->plan.overlay_dir = strdup(CHANGES);
	jail->report = (struct report){ .socket_fd = NO_FD };
	return mount_sources_open_changes(&jail->sources, &jail->plan, &jail->request,
					  &jail->report);
}

static void check_directory(const char *path, mode_t mode)
{
	struct stat status;

	check_number(lstat(path, &status), 0);
	check_number(status.st_mode, S_IFDIR | mode);
	check_number(status.st_uid, 0);
	check_number(status.st_gid, 0);
}

static void the_directory_of_changes_is_made(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	(void)umask(0);
	check_number(changes_open(&jail), 0);
	check_directory(FIXTURE_DIRECTORY "/a", 0700);
	check_directory(FIXTURE_DIRECTORY "/a/b", 0700);
	check_directory(CHANGES, 0700);
	check_directory(CHANGES "/upper", 0755);
	check_directory(CHANGES "/work", 0700);
	check(is_there(jail.sources.changes_fd, "upper"));
	check_number(mount_flags(jail.sources.changes_fd, "."), ST_NOSUID | ST_NODEV);
	check_number(fcntl(jail.sources.changes_lock_fd, F_GETFD), FD_CLOEXEC);
}

/* What the root directory of the jail became in an earlier session stays as it is. */
static void what_is_there_of_changes_stays(void)
{
	struct fixture_jail jail;

	directory_make(CHANGES "/upper", 0750);
	file_make(CHANGES "/upper/file", "kept", 0644);
	directory_make(FIXTURE_DIRECTORY "/a/b", 0711);
	fixture_jail_make(&jail);
	check_number(changes_open(&jail), 0);
	check_directory(CHANGES "/upper", 0750);
	check_directory(FIXTURE_DIRECTORY "/a/b", 0711);
	check(is_there(jail.sources.changes_fd, "upper/file"));
}

/* A jail of the user's that lives, as others see it. */
static void entry_make(struct jail_entry *entry, struct fixture_jail *jail)
{
	tmpfs_over("/run");
	check_number(jail_entry_open(entry, "54321-00000001", &jail->report), 0);
	check_number(jail_entry_publish(entry, 1, &jail->report), 0);
	jail->sources.state_fd = entry->state_fd;
}

static void two_jails_never_share_changes(void)
{
	struct fixture_jail first, second;
	struct jail_entry entry;

	fixture_jail_make(&first);
	fixture_jail_make(&second);
	entry_make(&entry, &second);
	check_number(changes_open(&first), 0);
	check_number(changes_open(&second), -EBUSY);
	check_number(second.report.error_count, 1);
	check_text(second.report.text,
		   "overlay_dir '" CHANGES "': another jail keeps its changes there, and is in "
		   "use: 'scope = user' is for several sessions");
	check_number(second.sources.changes_fd, NO_FD);
	jail_sources_clear(&second.sources);
	check_number(changes_open(&second), -EBUSY);
	jail_sources_clear(&second.sources);
	/* It is the lock that counts: the mount alone may still be closing. */
	(void)close(TAKE_FD(first.sources.changes_lock_fd));
	check_number(changes_open(&second), 0);
}

static void check_changes_refused(int error, const char *reason)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(changes_open(&jail), error);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, "overlay_dir '" CHANGES "'");
	check_text(jail.report.text, reason);
	check_number(jail.sources.changes_fd, NO_FD);
}

/* Its overlay is written out to a disk that others keep busy: longer than a jail that stays would
 * be waited for. */
static void a_jail_that_is_ending_is_waited_for(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	int64_t begin;
	int fds[2];
	pid_t child;
	char byte;

	fixture_jail_make(&jail);
	entry_make(&entry, &jail);
	check_number(pipe2(fds, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		check_number(changes_open(&jail), 0);
		check_number(write(fds[1], "", 1), 1);
		(void)poll(NULL, 0, ENDING_MS);
		_exit(0);
	}
	check_number(read(fds[0], &byte, 1), 1);
	begin = boottime_ms();
	jail_entry_withdraw(&entry);
	check_number(changes_open(&jail), 0);
	check(boottime_ms() - begin >= ENDING_MS - 500);
	check_child(child);
}

/* However long that jail may stay: there is nothing to wait for. */
static void changes_of_another_user_are_refused_at_once(void)
{
	struct fixture_jail hers, his;
	struct jail_entry entry;
	int64_t begin = boottime_ms();

	fixture_jail_make(&hers);
	fixture_jail_make(&his);
	his.request.uid = FIXTURE_UID + 1;
	entry_make(&entry, &hers);
	his.sources.state_fd = entry.state_fd;
	check_number(changes_open(&hers), 0);
	check_number(changes_open(&his), -EINVAL);
	check(boottime_ms() - begin < 500);
	check_number(his.report.error_count, 1);
	check_text(his.report.text, "overlay_dir '" CHANGES
				    "' has the changes of uid 54321, and is for one user: set one "
				    "with %U in its path");
}

static void changes_lie_below_what_is_roots(void)
{
	directory_make(FIXTURE_DIRECTORY "/a", 0755);
	check_number(chown(FIXTURE_DIRECTORY "/a", FIXTURE_UID, 0), 0);
	check_changes_refused(-EPERM, "is not owned by root");
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/a/b"));
	check_number(chown(FIXTURE_DIRECTORY "/a", 0, 0), 0);
	check_number(chmod(FIXTURE_DIRECTORY "/a", 01777), 0);
	check_changes_refused(-EPERM, "is writable by group or others");
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/a/b"));
}

static void changes_lie_behind_no_link(void)
{
	directory_make(HOST, 0755);
	directory_make(FIXTURE_DIRECTORY "/a", 0755);
	check_number(symlink(HOST, FIXTURE_DIRECTORY "/a/b"), 0);
	check_changes_refused(-ELOOP, "is a symbolic link");
	check(!is_there(AT_FDCWD, HOST "/changes"));
	check_number(unlink(FIXTURE_DIRECTORY "/a/b"), 0);
	directory_make(FIXTURE_DIRECTORY "/a/b", 0755);
	check_number(symlink(HOST, CHANGES), 0);
	check_changes_refused(-ELOOP, "is a symbolic link");
	check(!is_there(AT_FDCWD, HOST "/upper"));
}

static void changes_are_a_directory(void)
{
	file_make(CHANGES, "", 0644);
	check_changes_refused(-ENOTDIR, "Not a directory");
}

static void changes_need_a_disk_that_can_be_written(void)
{
	directory_make(FIXTURE_DIRECTORY "/a/b", 0755);
	check_number(mount("tmpfs", FIXTURE_DIRECTORY "/a/b", "tmpfs", MS_RDONLY, "mode=0755"), 0);
	check_changes_refused(-EROFS, "Read-only file system");
	check_number(umount(FIXTURE_DIRECTORY "/a/b"), 0);
	check_number(mount("tmpfs", FIXTURE_DIRECTORY "/a/b", "tmpfs", 0, "mode=0755,nr_inodes=2"),
		     0);
	check_changes_refused(-ENOSPC, "No space left on device");
}

static void changes_that_became_read_only_are_refused(void)
{
	directory_make(CHANGES "/upper", 0755);
	directory_make(CHANGES "/work", 0700);
	check_number(mount(CHANGES, CHANGES, NULL, MS_BIND, NULL), 0);
	check_number(mount(NULL, CHANGES, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, "mode=0755"), 0);
	check_changes_refused(-EROFS, "Read-only file system");
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
		fixture_test(the_directory_of_changes_is_made),
		fixture_test(what_is_there_of_changes_stays),
		fixture_test(two_jails_never_share_changes),
		fixture_test(a_jail_that_is_ending_is_waited_for),
		fixture_test(changes_of_another_user_are_refused_at_once),
		fixture_test(changes_lie_below_what_is_roots),
		fixture_test(changes_lie_behind_no_link),
		fixture_test(changes_are_a_directory),
		fixture_test(changes_need_a_disk_that_can_be_written),
		fixture_test(changes_that_became_read_only_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
