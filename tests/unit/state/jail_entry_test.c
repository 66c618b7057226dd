/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of live jails: a listener behind each, swept when nobody is there, in root's place alone.
 */
#include "state/jail_entry.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/user_lock.h"

#define JAILS STATE_DIR "/jails"
#define NAME  "54321-0000beef"
#define OTHER "54321-00000abc"

static void entry_begin(struct fixture_jail *jail)
{
	check_number(strncmp(STATE_DIR, "/run/", 5), 0);
	tmpfs_over("/run");
	fixture_jail_make(jail);
}

static int entry_make(struct jail_entry *entry, const char *name, struct fixture_jail *jail)
{
	int error = jail_entry_open(entry, name, &jail->report);

	return error < 0 ? error : jail_entry_publish(entry, 0xbeef, &jail->report);
}

static void check_mode(const char *path, mode_t mode)
{
	struct stat status;

	check_number(lstat(path, &status), 0);
	check_number(status.st_mode, mode);
	check_number(status.st_uid, 0);
}

static int names_in(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	int count = -2;

	check(directory != NULL);
	while (readdir(directory) != NULL)
		count++;
	return count;
}

static void an_entry_is_for_root_alone(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check_number(strcmp(entry.name, NAME), 0);
	check_mode(STATE_DIR, S_IFDIR | 0700);
	check_mode(JAILS, S_IFDIR | 0700);
	check_mode(JAILS "/" NAME, S_IFSOCK | 0700);
	check_number(fcntl(entry.listener_fd, F_GETFD), FD_CLOEXEC);
	check_number(fcntl(entry.directory_fd, F_GETFD), FD_CLOEXEC);
	check_number(names_in(STATE_DIR), 1);
}

static int connect_try(struct jail_entry *entry)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;

	check_number(entry_socket_address(&address, entry->directory_fd, entry->name), 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void there_is_no_name_without_a_listener(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_number(jail_entry_open(&entry, NAME, &jail.report), 0);
	check_number(names_in(JAILS), 0);
	check_number(jail_entry_publish(&entry, 0xbeef, &jail.report), 0);
	check(connect_try(&entry) >= 0);
}

static void a_withdrawn_entry_resets_who_waits(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	char byte;
	int fd;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	fd = connect_try(&entry);
	check(fd >= 0);
	jail_entry_withdraw(&entry);
	check_errno(recv(fd, &byte, 1, 0), ECONNRESET);
	check_number(names_in(JAILS), 0);
	check_errno(connect_try(&entry), ENOENT);
	jail_entry_clear(&entry);
	check_number(entry.directory_fd, NO_FD);
}

#define LEADING STATE_DIR "/users/54321-jail"

static void a_jail_leads_until_another_one_does(void)
{
	struct fixture_jail jail;
	struct jail_entry entry, second;
	struct stat status;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check(!is_there(AT_FDCWD, LEADING));
	check_number(jail_entry_lead(&entry), 0);
	check_number(jail_entry_lead(&entry), 0);
	check_mode(STATE_DIR "/users", S_IFDIR | 0700);
	check_number(lstat(LEADING, &status), 0);
	check_number(status.st_ino, (long long)entry.inode);
	check_number(entry_make(&second, OTHER, &jail), 0);
	check_number(jail_entry_lead(&second), 0);
	jail_entry_clear(&entry);
	check_number(lstat(LEADING, &status), 0);
	check_number(status.st_ino, (long long)second.inode);
	jail_entry_clear(&second);
	check_number(names_in(STATE_DIR "/users"), 0);
	check_number(names_in(JAILS), 0);
}

static void a_jail_without_a_name_does_not_lead(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check_number(unlink(JAILS "/" NAME), 0);
	check_number(jail_entry_lead(&entry), -ENOENT);
	check(!is_there(AT_FDCWD, LEADING));
	file_make(LEADING "/file", "", 0600);
	check_number(entry_make(&entry, OTHER, &jail), 0);
	check_number(jail_entry_lead(&entry), -EEXIST);
}

static void the_sweep_takes_a_dead_leader(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check_number(jail_entry_lead(&entry), 0);
	check_number(jail_entries_sweep(), 0);
	check(is_there(AT_FDCWD, LEADING));
	check_number(close(entry.listener_fd), 0);
	check_number(jail_entries_sweep(), 1);
	check_number(names_in(STATE_DIR "/users"), 0);
}

/* Whatever an administrator has done to the names: the other one's is not ours to remove. */
static void a_name_that_is_anothers_by_now_stays(void)
{
	struct fixture_jail jail;
	struct jail_entry entry, second;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check_number(unlink(JAILS "/" NAME), 0);
	check_number(entry_make(&second, NAME, &jail), 0);
	jail_entry_clear(&entry);
	check(is_there(AT_FDCWD, JAILS "/" NAME));
	jail_entry_clear(&second);
	check(!is_there(AT_FDCWD, JAILS "/" NAME));
}

static void two_jails_can_not_have_one_name(void)
{
	struct fixture_jail jail;
	struct jail_entry entry, second;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check_number(entry_make(&second, NAME, &jail), -EEXIST);
	check_text(jail.report.text, "'" JAILS "'");
	check_number(names_in(STATE_DIR), 1);
	check(connect_try(&entry) >= 0);
	check_number(entry_make(&second, OTHER, &jail), 0);
}

static void make_and_die(struct fixture_jail *jail)
{
	struct jail_entry entry;

	check_number(entry_make(&entry, NAME, jail), 0);
}

static void a_dead_ones_name_is_taken_over(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;

	entry_begin(&jail);
	check_in_child(make_and_die, &jail);
	check(is_there(AT_FDCWD, JAILS "/" NAME));
	check_number(entry_make(&entry, NAME, &jail), 0);
	check(connect_try(&entry) >= 0);
}

static void the_sweep_takes_the_dead_alone(void)
{
	struct fixture_jail jail;
	struct jail_entry living;

	entry_begin(&jail);
	check_in_child(make_and_die, &jail);
	check_number(entry_make(&living, OTHER, &jail), 0);
	check_number(jail_entries_sweep(), 1);
	check(!is_there(AT_FDCWD, JAILS "/" NAME));
	check(is_there(AT_FDCWD, JAILS "/" OTHER));
	check_number(jail_entries_sweep(), 0);
}

/* Somebody is about to make a new one of that name. */
static void the_sweep_leaves_what_is_locked(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	int lock_fd;

	entry_begin(&jail);
	check_in_child(make_and_die, &jail);
	check_number(jail_entry_open(&entry, OTHER, &jail.report), 0);
	lock_fd = user_lock_try(entry.state_fd, 54321);
	check(lock_fd >= 0);
	check_number(jail_entries_sweep(), 0);
	user_lock_release(&lock_fd);
	check_number(jail_entries_sweep(), 1);
}

static void an_old_socket_without_a_listener_is_swept(void)
{
	struct fixture_jail jail;
	struct jail_entry entry;
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	entry_begin(&jail);
	check_number(jail_entry_open(&entry, NAME, &jail.report), 0);
	check_number(entry_socket_address(&address, entry.state_fd, ".new-0000beef"), 0);
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	check_number(close(fd), 0);
	check_number(jail_entries_sweep(), 0);
	check(is_there(AT_FDCWD, STATE_DIR "/.new-0000beef"));
	(void)poll(NULL, 0, 3500);
	check_number(jail_entries_sweep(), 0);
	check(!is_there(AT_FDCWD, STATE_DIR "/.new-0000beef"));
}

static int entries_left(void)
{
	DIR *directory = opendir(JAILS);
	int count = -2;

	while (directory != NULL && readdir(directory) != NULL)
		count++;
	check_number(closedir(directory), 0);
	return count;
}

static void dead_entry_make(int jails_fd, unsigned int number)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	char name[JAIL_ENTRY_NAME_MAX];

	(void)snprintf(name, sizeof(name), "54321-%08x", number);
	check_number(entry_socket_address(&address, jails_fd, name), 0);
	check_number(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	check_number(close(fd), 0);
}

/* Each login has another seed, so what one leaves the next ones find. */
static void a_login_sweeps_a_few_of_many(void)
{
	const int all = 320;
	struct fixture_jail jail;
	struct jail_entry entry;
	int left, count;

	entry_begin(&jail);
	check_number(jail_entry_open(&entry, NAME, &jail.report), 0);
	for (int i = 0; i < all; i++)
		dead_entry_make(entry.directory_fd, (unsigned int)i);
	count = jail_entries_sweep_few(4711);
	check(count > 0 && count < all / 4);
	left = entries_left();
	check_number(left, all - count);
	for (uint32_t seed = 0; left > 0 && seed < 200; seed++) {
		(void)jail_entries_sweep_few(seed);
		left = entries_left();
	}
	check_number(left, 0);
}

static void siblings_are_found(void)
{
	struct fixture_jail jail;
	struct jail_entry entry, second, third;

	entry_begin(&jail);
	check_number(entry_make(&entry, NAME, &jail), 0);
	check(!jail_entry_has_sibling(&entry, 54321));
	check_number(entry_make(&second, "5432-00000abc", &jail), 0);
	check(!jail_entry_has_sibling(&entry, 54321));
	check_number(entry_make(&third, OTHER, &jail), 0);
	check(jail_entry_has_sibling(&entry, 54321));
	check(!jail_entry_has_sibling(&second, 5432));
}

/* Nobody but root can put these there; still nothing may be followed or waited for. */
static void the_sweep_leaves_odd_things_alone(void)
{
	static const char *const names[] = { JAILS "/1-directory", JAILS "/1-link", JAILS "/1-fifo",
					     JAILS "/1-file" };
	struct fixture_jail jail;

	entry_begin(&jail);
	directory_make(STATE_DIR, 0700);
	directory_make(JAILS "/1-directory", 0700);
	file_make(FIXTURE_DIRECTORY "/outside", "", 0600);
	file_make(JAILS "/1-file", "", 0600);
	check_number(symlink(FIXTURE_DIRECTORY "/outside", JAILS "/1-link"), 0);
	check_number(mkfifo(JAILS "/1-fifo", 0600), 0);
	check_number(jail_entries_sweep(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		check(is_there(AT_FDCWD, names[i]));
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

	check_number(entry_make(&entry, NAME, jail), error);
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
		fixture_test(there_is_no_name_without_a_listener),
		fixture_test(a_withdrawn_entry_resets_who_waits),
		fixture_test(a_jail_leads_until_another_one_does),
		fixture_test(a_jail_without_a_name_does_not_lead),
		fixture_test(the_sweep_takes_a_dead_leader),
		fixture_test(a_name_that_is_anothers_by_now_stays),
		fixture_test(two_jails_can_not_have_one_name),
		fixture_test(a_dead_ones_name_is_taken_over),
		fixture_test(the_sweep_takes_the_dead_alone),
		fixture_test(the_sweep_leaves_what_is_locked),
		fixture_test(a_login_sweeps_a_few_of_many),
		fixture_test(an_old_socket_without_a_listener_is_swept),
		fixture_test(siblings_are_found),
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
