/* SPDX-License-Identifier: BSD-3-Clause */
/* The directory of an overlay's changes: whose it can be, and where. */
#include "jail/changes.h"

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
#define CHANGES	  FIXTURE_DIRECTORY "/a/b/changes"
#define ENDING_MS 2500 /* more than the second for a jail that stays */

static int open_changes(struct fixture_jail *jail)
{
	jail->plan.overlay_dir = strdup(CHANGES);
	jail->report = (struct report){ .socket_fd = NO_FD };
	return changes_open(&jail->sources, &jail->plan, &jail->request, &jail->report);
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
	check_number(open_changes(&jail), 0);
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
	check_number(open_changes(&jail), 0);
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
	check_number(open_changes(&first), 0);
	check_number(open_changes(&second), -EBUSY);
	check_number(second.report.error_count, 1);
	check_text(second.report.text,
		   "overlay_dir '" CHANGES "': another jail keeps its changes there, and is in "
		   "use: 'scope = user' is for several sessions");
	check_number(second.sources.changes_fd, NO_FD);
	jail_sources_clear(&second.sources);
	check_number(open_changes(&second), -EBUSY);
	jail_sources_clear(&second.sources);
	/* It is the lock that counts: the mount alone may still be closing. */
	(void)close(TAKE_FD(first.sources.changes_lock_fd));
	check_number(open_changes(&second), 0);
}

static void check_changes_refused(int error, const char *reason)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(open_changes(&jail), error);
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
		check_number(open_changes(&jail), 0);
		check_number(write(fds[1], "", 1), 1);
		(void)poll(NULL, 0, ENDING_MS);
		_exit(0);
	}
	check_number(read(fds[0], &byte, 1), 1);
	begin = boottime_ms();
	jail_entry_withdraw(&entry);
	check_number(open_changes(&jail), 0);
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
	check_number(open_changes(&hers), 0);
	check_number(open_changes(&his), -EINVAL);
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

static int check_changes(struct fixture_jail *jail)
{
	jail->report = (struct report){ .socket_fd = NO_FD };
	jail->plan.overlay_dir = strdup(CHANGES);
	return changes_check(&jail->plan, &jail->request, &jail->sources.idmap, &jail->report);
}

static void check_both_refuse(struct fixture_jail *jail, const char *reason)
{
	check(check_changes(jail) < 0);
	check_text(jail->report.text, reason);
	check(open_changes(jail) < 0);
	check_text(jail->report.text, reason);
	jail_sources_clear(&jail->sources);
}

static void where_changes_can_not_be_kept_is_seen_beforehand(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	directory_make(FIXTURE_DIRECTORY "/a/b", 0755);
	check_number(chmod(FIXTURE_DIRECTORY "/a", 0777), 0);
	check_both_refuse(&jail, "overlay_dir '" CHANGES "': '" FIXTURE_DIRECTORY
				 "/a' is writable by group or others");
	check_number(chmod(FIXTURE_DIRECTORY "/a", 0755), 0);
	check_number(mount("tmpfs", FIXTURE_DIRECTORY "/a/b", "tmpfs", MS_RDONLY, "mode=0755"), 0);
	check_both_refuse(&jail, "overlay_dir '" CHANGES "': Read-only file system");
	check_number(umount(FIXTURE_DIRECTORY "/a/b"), 0);
	directory_make(FIXTURE_DIRECTORY "/upper", 0755);
	directory_make(FIXTURE_DIRECTORY "/work", 0755);
	check_number(mount("overlay", FIXTURE_DIRECTORY "/a/b", "overlay", 0,
			   "lowerdir=" FIXTURE_DIRECTORY "/a/b,upperdir=" FIXTURE_DIRECTORY
			   "/upper,workdir=" FIXTURE_DIRECTORY "/work"),
		     0);
	check_both_refuse(&jail, "overlay_dir '" CHANGES "' is on an overlay, which can not be");
	check_number(umount(FIXTURE_DIRECTORY "/a/b"), 0);
	check_number(open_changes(&jail), 0);
	jail_sources_clear(&jail.sources);
	check_number(chown(CHANGES "/upper", FIXTURE_UID, 0), 0);
	check_both_refuse(&jail, "'upper' belongs to uid 54321, but the jail's root is uid 0");
	jail.request.uid++;
	check_both_refuse(&jail, "has the changes of uid 54321, and is for one user");
}

static void the_look_at_changes_makes_nothing(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(check_changes(&jail), 0);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/a"));
	directory_make(CHANGES, 0755);
	check_number(check_changes(&jail), 0);
	check(!is_there(AT_FDCWD, CHANGES "/uid"));
	check(!is_there(AT_FDCWD, CHANGES "/upper"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
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
		fixture_test(where_changes_can_not_be_kept_is_seen_beforehand),
		fixture_test(the_look_at_changes_makes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
