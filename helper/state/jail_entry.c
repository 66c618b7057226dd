/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of live jails; see jail_entry.h. */
#include "state/jail_entry.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "shared/cleanup.h"
#include "shared/entry_socket.h"
#include "shared/safe_path.h"
#include "system/report.h"

#define JAILS_NAME	"jails"
#define JAILS_DIRECTORY STATE_DIR "/" JAILS_NAME

#define HIDDEN_AGE_SECONDS 2
#define SWEPT_FEW	   32 /* entries that a login looks at, more or less */

/* Logins that wait at a keeper which is stopped; beyond, connect(2) says EAGAIN. */
#define LISTEN_BACKLOG 64

static int state_open(struct safe_path_fault *fault)
{
	int fd = safe_path_open(STATE_DIR, fault);

	if (fd != -ENOENT)
		return fd;
	fault->reason = NULL;
	if (mkdir(STATE_DIR, 0700) < 0 && errno != EEXIST)
		return -errno;
	return safe_path_open(STATE_DIR, fault);
}

static int jails_open(int state_fd, struct safe_path_fault *fault)
{
	int fd = safe_path_open_below(state_fd, JAILS_DIRECTORY, fault);

	if (fd != -ENOENT)
		return fd;
	fault->reason = NULL;
	if (mkdirat(state_fd, JAILS_NAME, 0700) < 0 && errno != EEXIST)
		return -errno;
	return safe_path_open_below(state_fd, JAILS_DIRECTORY, fault);
}

/* They are missing once after each start of the machine. */
static int directories_open(int *ret_state_fd, int *ret_jails_fd, struct safe_path_fault *fault)
{
	_cleanup_close_ int state_fd = state_open(fault);
	int jails_fd;

	if (state_fd < 0)
		return state_fd;
	jails_fd = jails_open(state_fd, fault);
	if (jails_fd < 0)
		return jails_fd;
	*ret_state_fd = TAKE_FD(state_fd);
	*ret_jails_fd = jails_fd;
	return 0;
}

int jail_entry_open(struct jail_entry *ret_entry, const char *name, struct report *report)
{
	struct jail_entry entry = JAIL_ENTRY_NONE;
	struct safe_path_fault fault = { .reason = NULL };
	int error = directories_open(&entry.state_fd, &entry.directory_fd, &fault);

	if (error < 0 && fault.reason != NULL) {
		(void)report_error(report, fault.errnum, "can not use '%s': '%s' %s",
				   JAILS_DIRECTORY, fault.path, fault.reason);
		return error;
	}
	if (error < 0)
		return report_error(report, -error, "can not use '%s'", JAILS_DIRECTORY);
	(void)snprintf(entry.name, sizeof(entry.name), "%s", name);
	*ret_entry = entry;
	return 0;
}

static int listener_make(struct jail_entry *entry, const char *hidden_name)
{
	struct sockaddr_un address;
	int error = entry_socket_address(&address, entry->state_fd, hidden_name);

	if (error < 0)
		return error;
	entry->listener_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (entry->listener_fd < 0 ||
	    bind(entry->listener_fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(entry->listener_fd, LISTEN_BACKLOG) < 0)
		return -errno;
	return 0;
}

static int name_give(struct jail_entry *entry, const char *hidden_name)
{
	struct stat status;

	if (entry_socket_look(entry->directory_fd, entry->name) == ENTRY_DEAD)
		(void)unlinkat(entry->directory_fd, entry->name, 0);
	if (fstatat(entry->state_fd, hidden_name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
	    renameat2(entry->state_fd, hidden_name, entry->directory_fd, entry->name,
		      RENAME_NOREPLACE) < 0)
		return -errno;
	entry->inode = status.st_ino;
	return 0;
}

int jail_entry_publish(struct jail_entry *entry, uint32_t session_id, struct report *report)
{
	char hidden_name[ENTRY_SOCKET_HIDDEN_MAX];
	int error;

	entry_socket_hidden_name(hidden_name, session_id);
	error = listener_make(entry, hidden_name);
	if (error == 0)
		error = name_give(entry, hidden_name);
	if (error == 0)
		return 0;
	(void)unlinkat(entry->state_fd, hidden_name, 0);
	cleanup_close(&entry->listener_fd);
	entry->listener_fd = NO_FD;
	return report_error(report, -error, "can not make an entry in '%s'", JAILS_DIRECTORY);
}

/* The state directory is root's alone (0700), so a path from there is, too. */
static void leading_path(char ret_path[ENTRY_SOCKET_LEADING_MAX], const struct jail_entry *entry)
{
	entry_socket_leading_path(ret_path, (uid_t)strtoul(entry->name, NULL, 10));
}

static bool is_leading(const struct jail_entry *entry, const char *path)
{
	struct stat first, second;

	return fstatat(entry->directory_fd, entry->name, &first, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(entry->state_fd, path, &second, AT_SYMLINK_NOFOLLOW) == 0 &&
	       first.st_ino == second.st_ino;
}

int jail_entry_lead(const struct jail_entry *entry)
{
	char path[ENTRY_SOCKET_LEADING_MAX];

	leading_path(path, entry);
	if (is_leading(entry, path))
		return 0;
	(void)mkdirat(entry->state_fd, ENTRY_SOCKET_LEADING_DIRECTORY, 0700);
	(void)unlinkat(entry->state_fd, path, 0);
	return linkat(entry->directory_fd, entry->name, entry->state_fd, path, 0) < 0 ? -errno : 0;
}

static void name_remove(const struct jail_entry *entry, int directory_fd, const char *path)
{
	struct stat status;

	if (fstatat(directory_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	    status.st_ino == entry->inode)
		(void)unlinkat(directory_fd, path, 0);
}

void jail_entry_withdraw(struct jail_entry *entry)
{
	char path[ENTRY_SOCKET_LEADING_MAX];

	if (entry->listener_fd < 0)
		return;
	/* In this order: a name that is gone can not be given a second one any more. */
	name_remove(entry, entry->directory_fd, entry->name);
	leading_path(path, entry);
	name_remove(entry, entry->state_fd, path);
	cleanup_close(&entry->listener_fd);
	entry->listener_fd = NO_FD;
}

void jail_entry_clear(struct jail_entry *entry)
{
	jail_entry_withdraw(entry);
	cleanup_close(&entry->state_fd);
	cleanup_close(&entry->directory_fd);
	*entry = (struct jail_entry)JAIL_ENTRY_NONE;
}

static bool has_living(int directory_fd, uid_t uid, const char *but)
{
	_cleanup_closedir_ DIR *directory = entry_socket_list(directory_fd);
	const struct dirent *found;

	while (directory != NULL && (found = readdir(directory)) != NULL)
		if (entry_socket_is_of(found->d_name, uid) && strcmp(found->d_name, but) != 0 &&
		    entry_socket_look(directory_fd, found->d_name) == ENTRY_ALIVE)
			return true;
	return false;
}

bool jail_entry_has_sibling(const struct jail_entry *entry, uid_t uid)
{
	return has_living(entry->directory_fd, uid, entry->name);
}

int jail_entry_siblings(const struct jail_entry *entry, uid_t uid,
			bool (*visit)(const struct jail_entry *sibling, void *data), void *data)
{
	_cleanup_closedir_ DIR *directory = entry_socket_list(entry->directory_fd);
	struct jail_entry sibling = { .state_fd = entry->state_fd,
				      .directory_fd = entry->directory_fd,
				      .listener_fd = NO_FD };
	const struct dirent *found;
	int count = 0;

	while (directory != NULL && (found = readdir(directory)) != NULL) {
		(void)snprintf(sibling.name, sizeof(sibling.name), "%.63s", found->d_name);
		if (entry_socket_is_of(found->d_name, uid) &&
		    strcmp(found->d_name, entry->name) != 0 &&
		    entry_socket_look(entry->directory_fd, found->d_name) == ENTRY_ALIVE)
			count += visit(&sibling, data);
	}
	return count;
}

bool jail_entry_user_has(int state_fd, uid_t uid)
{
	_cleanup_close_ int fd = openat(state_fd, JAILS_NAME, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && has_living(fd, uid, "");
}

/* Young ones are left alone: for a moment a socket has a name and is nobody's (bind(2)). */
static bool is_left_over(int state_fd, const char *name)
{
	struct stat status;

	return strncmp(name, ENTRY_SOCKET_HIDDEN_PREFIX, strlen(ENTRY_SOCKET_HIDDEN_PREFIX)) == 0 &&
	       fstatat(state_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       time(NULL) - status.st_ctime > HIDDEN_AGE_SECONDS &&
	       entry_socket_look(state_fd, name) == ENTRY_DEAD;
}

static void hidden_sweep(int state_fd)
{
	_cleanup_closedir_ DIR *directory = entry_socket_list(state_fd);
	const struct dirent *found;

	while (directory != NULL && (found = readdir(directory)) != NULL)
		if (is_left_over(state_fd, found->d_name))
			(void)unlinkat(state_fd, found->d_name, 0);
}

/* Looks at the entries first, first + step, ... Returns how many were dead, and are removed. */
static int directory_sweep(int state_fd, int jails_fd, DIR *directory, size_t first, size_t step)
{
	const struct dirent *found;
	int count = 0;

	for (size_t i = 0; (found = readdir(directory)) != NULL; i++)
		if (i % step == first)
			count += entry_socket_remove_dead(state_fd, jails_fd, found->d_name);
	return count;
}

static size_t entries_count(DIR *directory)
{
	size_t count = 0;

	while (readdir(directory) != NULL)
		count++;
	rewinddir(directory);
	return count;
}

static int sweep(bool is_whole, uint32_t seed)
{
	_cleanup_close_ int state_fd = NO_FD;
	_cleanup_close_ int jails_fd = NO_FD;
	_cleanup_closedir_ DIR *directory = NULL;
	struct safe_path_fault fault = { .reason = NULL };
	int error = directories_open(&state_fd, &jails_fd, &fault);
	size_t step = 1;

	if (error < 0)
		return error;
	hidden_sweep(state_fd);
	directory = entry_socket_list(jails_fd);
	if (directory == NULL)
		return -errno;
	if (!is_whole)
		step = entries_count(directory) / SWEPT_FEW + 1;
	return directory_sweep(state_fd, jails_fd, directory, seed % step, step);
}

int jail_entries_sweep(void)
{
	return sweep(true, 0);
}

int jail_entries_sweep_few(uint32_t seed)
{
	return sweep(false, seed);
}
