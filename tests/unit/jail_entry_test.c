/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of live jails: locked while somebody lives, swept when nobody does, in root's place
 * alone. */
#include "jail_entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"

#define JAILS STATE_DIR "/jails"
#define NAME  "54321-0000beef" /* of the fixture's request */

static void entry_begin(struct fixture_jail *jail)
{
	check_number(strncmp(STATE_DIR, "/run/", 5), 0);
	tmpfs_over("/run");
	fixture_jail_make(jail);
}

static int entry_create(struct jail_entry *entry, struct fixture_jail *jail)
{
	return jail_entry_create(entry, &jail->request, 4711, &jail->report);
}

static void check_mode(const char *path, mode_t mode)
{
	struct stat status;

	check_number(lstat(path, &status), 0);
	check_number(status.st_mode, mode);
	check_number(status.st_uid, 0);
}

static void an_entry_is_for_root_alone(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	(void)umask(0);
	check_number(entry_create(&entry, &jail), 0);
	check_number(strcmp(entry.name, NAME), 0);
	check_mode(STATE_DIR, S_IFDIR | 0700);
	check_mode(JAILS, S_IFDIR | 0700);
	check_mode(JAILS "/" NAME, S_IFREG | 0600);
	check_number(fcntl(entry.lock_fd, F_GETFD), FD_CLOEXEC);
	check_number(fcntl(entry.directory_fd, F_GETFD), FD_CLOEXEC);
}

static void an_entry_tells_who(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	char text[1024];

	entry_begin(&jail);
	check_number(entry_create(&entry, &jail), 0);
	file_read(AT_FDCWD, JAILS "/" NAME, text, sizeof(text));
	check_text(text, "user = tenant\n");
	check_text(text, "uid = 54321\n");
	check_text(text, "id = 0000beef\n");
	check_text(text, "service = sshd\n");
	check_text(text, "rhost = 192.0.2.1\n");
	check_text(text, "init = 4711\n");
}

static int lock_try(void)
{
	_cleanup_close_ int fd = open(JAILS "/" NAME, O_RDONLY | O_CLOEXEC);

	check(fd >= 0);
	return flock(fd, LOCK_SH | LOCK_NB);
}

static void an_entry_is_locked(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_number(entry_create(&entry, &jail), 0);
	check_errno(lock_try(), EWOULDBLOCK);
	check_number(close(entry.lock_fd), 0);
	check_number(lock_try(), 0);
}

static void a_removed_entry_is_gone(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	int lock_fd, directory_fd;

	entry_begin(&jail);
	check_number(entry_create(&entry, &jail), 0);
	lock_fd = entry.lock_fd;
	directory_fd = entry.directory_fd;
	jail_entry_remove(&entry);
	check(!is_there(AT_FDCWD, JAILS "/" NAME));
	check_errno(fcntl(lock_fd, F_GETFD), EBADF);
	check_errno(fcntl(directory_fd, F_GETFD), EBADF);
	check_number(entry_create(&entry, &jail), 0);
}

static void two_jails_can_not_have_one_name(void)
{
	struct fixture_jail jail;
	struct jail_entry entry, second = { .lock_fd = -7 };

	entry_begin(&jail);
	check_number(entry_create(&entry, &jail), 0);
	check_number(entry_create(&second, &jail), -EEXIST);
	check_number(second.lock_fd, -7);
	check_text(jail.report.text, "'" JAILS "'");
	check_errno(lock_try(), EWOULDBLOCK);
	jail.request.session_id++;
	check_number(entry_create(&second, &jail), 0);
}

static void create_and_die(struct fixture_jail *jail)
{
	struct jail_entry entry;

	check_number(entry_create(&entry, jail), 0);
}

static void the_sweep_takes_the_dead_alone(void)
{
	struct fixture_jail jail;
	struct jail_entry living;

	entry_begin(&jail);
	check_in_child(create_and_die, &jail);
	check(is_there(AT_FDCWD, JAILS "/" NAME));
	jail.request.session_id = 0xabc;
	check_number(entry_create(&living, &jail), 0);
	check_number(jail_entries_sweep(), 1);
	check(!is_there(AT_FDCWD, JAILS "/" NAME));
	check(is_there(AT_FDCWD, JAILS "/54321-00000abc"));
	check_number(jail_entries_sweep(), 0);
}

/* Nobody but root can put these there; still nothing may be followed or waited for. */
static void the_sweep_leaves_odd_things_alone(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(STATE_DIR, 0700);
	directory_make(JAILS "/directory", 0700);
	file_make(FIXTURE_DIRECTORY "/outside", "", 0600);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", JAILS "/link"), 0);
	check_number(mkfifo(JAILS "/fifo", 0600), 0);
	check_number(jail_entries_sweep(), 0);
	check(is_there(AT_FDCWD, JAILS "/directory"));
	check(is_there(AT_FDCWD, JAILS "/link"));
	check(is_there(AT_FDCWD, JAILS "/fifo"));
	check(is_there(AT_FDCWD, FIXTURE_DIRECTORY "/outside"));
}

static void the_sweep_makes_what_is_missing(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	check_number(jail_entries_sweep(), 0);
	check_mode(JAILS, S_IFDIR | 0700);
}

static void check_refused(struct fixture_jail *jail, int error)
{
	struct jail_entry entry;

	check_number(entry_create(&entry, jail), error);
	check_text(jail->report.text, "'" JAILS "'");
	check_number(jail_entries_sweep(), error);
}

static void a_linked_state_directory_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/elsewhere", 0700);
	check_number(symlink(FIXTURE_DIRECTORY "/elsewhere", STATE_DIR), 0);
	check_refused(&jail, -ELOOP);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/elsewhere/jails"));
}

static void a_linked_jails_directory_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(FIXTURE_DIRECTORY "/elsewhere", 0700);
	directory_make(STATE_DIR, 0700);
	check_number(symlink(FIXTURE_DIRECTORY "/elsewhere", JAILS), 0);
	check_refused(&jail, -ELOOP);
	check(!is_there(AT_FDCWD, FIXTURE_DIRECTORY "/elsewhere/" NAME));
}

static void a_state_directory_of_others_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(STATE_DIR, 0700);
	check_number(chown(STATE_DIR, FIXTURE_UID, 0), 0);
	check_refused(&jail, -EPERM);
}

static void a_state_directory_open_to_others_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(STATE_DIR, 0700);
	directory_make(JAILS, 0770);
	check_refused(&jail, -EPERM);
	check_number(chmod(JAILS, 0700), 0);
	check_number(chmod(STATE_DIR, 0702), 0);
	check_refused(&jail, -EPERM);
}

static void a_parent_open_to_others_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	check_number(chmod("/run", 01777), 0);
	check_refused(&jail, -EPERM);
}

static void a_file_in_the_way_is_refused(void)
{
	struct fixture_jail jail;

	entry_begin(&jail);
	file_make(STATE_DIR, "", 0600);
	check_refused(&jail, -ENOTDIR);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(an_entry_is_for_root_alone),
		fixture_test(an_entry_tells_who),
		fixture_test(an_entry_is_locked),
		fixture_test(a_removed_entry_is_gone),
		fixture_test(two_jails_can_not_have_one_name),
		fixture_test(the_sweep_takes_the_dead_alone),
		fixture_test(the_sweep_leaves_odd_things_alone),
		fixture_test(the_sweep_makes_what_is_missing),
		fixture_test(a_linked_state_directory_is_refused),
		fixture_test(a_linked_jails_directory_is_refused),
		fixture_test(a_state_directory_of_others_is_refused),
		fixture_test(a_state_directory_open_to_others_is_refused),
		fixture_test(a_parent_open_to_others_is_refused),
		fixture_test(a_file_in_the_way_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
