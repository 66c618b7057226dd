/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of live jails; see jail_entry.h. */
#include "jail_entry.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "report.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "shared/safe_path.h"

#define JAILS_DIRECTORY STATE_DIR "/jails"

/* Opened for reading: an O_PATH descriptor can not make an O_TMPFILE or be listed. */
static int directory_reopen(int path_fd)
{
	int fd = openat(path_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int own_directory_open(const char *path)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	return safe_path_open(path, NULL);
}

/* The upper one is checked first: mkdir(2) below a link would write wherever that leads. */
static int jails_directory_open(void)
{
	_cleanup_close_ int state_fd = own_directory_open(STATE_DIR);
	_cleanup_close_ int fd = NO_FD;

	if (state_fd < 0)
		return state_fd;
	fd = own_directory_open(JAILS_DIRECTORY);
	return fd < 0 ? fd : directory_reopen(fd);
}

static int entry_write(int fd, const struct request *request, int init_pid)
{
	int length = dprintf(fd,
			     "user = %s\nuid = %u\nid = %08x\nservice = %s\ntty = %s\nrhost = %s\n"
			     "init = %d\nopened = %lld\n",
			     request->user, request->uid, request->session_id, request->service,
			     request->tty, request->rhost, init_pid, (long long)time(NULL));

	return length < 0 ? -errno : 0;
}

/* The file gets its name last, so nobody ever sees it unlocked (open(2), O_TMPFILE). */
static int entry_make(struct jail_entry *entry, const struct request *request, int init_pid)
{
	int error;

	entry->directory_fd = jails_directory_open();
	if (entry->directory_fd < 0)
		return entry->directory_fd;
	entry->lock_fd = openat(entry->directory_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (entry->lock_fd < 0 || flock(entry->lock_fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	error = entry_write(entry->lock_fd, request, init_pid);
	if (error < 0)
		return error;
	(void)snprintf(entry->name, sizeof(entry->name), "%u-%08x", request->uid,
		       request->session_id);
	return linkat(entry->lock_fd, "", entry->directory_fd, entry->name, AT_EMPTY_PATH) < 0
		       ? -errno
		       : 0;
}

int jail_entry_create(struct jail_entry *ret_entry, const struct request *request, int init_pid,
		      struct report *report)
{
	struct jail_entry entry = { .directory_fd = NO_FD, .lock_fd = NO_FD };
	int error = entry_make(&entry, request, init_pid);

	if (error == 0) {
		*ret_entry = entry;
		return 0;
	}
	cleanup_close(&entry.lock_fd);
	cleanup_close(&entry.directory_fd);
	return report_error(report, -error, "can not make an entry in '%s'", JAILS_DIRECTORY);
}

void jail_entry_remove(struct jail_entry *entry)
{
	(void)unlinkat(entry->directory_fd, entry->name, 0);
	cleanup_close(&entry->lock_fd);
	cleanup_close(&entry->directory_fd);
	entry->lock_fd = entry->directory_fd = NO_FD;
}

/* A lock that can be had is one whose keeper is dead. */
static bool entry_is_dead(int directory_fd, const char *name)
{
	_cleanup_close_ int fd = NO_FD;

	fd = openat(directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

int jail_entries_sweep(void)
{
	_cleanup_closedir_ DIR *directory = NULL;
	const struct dirent *found;
	int fd = jails_directory_open();
	int count = 0;

	if (fd < 0)
		return fd;
	directory = fdopendir(fd);
	if (directory == NULL) {
		cleanup_close(&fd);
		return -errno;
	}
	while ((found = readdir(directory)) != NULL)
		if (found->d_type == DT_REG && entry_is_dead(fd, found->d_name))
			count += unlinkat(fd, found->d_name, 0) == 0;
	return count;
}
