/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk through the host's /etc; see settings_walk.h. */
#include "rootfs/settings_walk.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/jail_plan.h"
#include "rootfs/rootfs_names.h"
#include "rootfs/settings_rule.h"
#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "site/host_settings.h"

const struct settings_units settings_units[] = { { "init.d", "" },
						 { "systemd/system", ".service" },
						 { "../usr/lib/systemd/system", ".service" },
						 { NULL, NULL } };

enum settings_look settings_walk_look(struct statx *ret_status, int directory_fd, const char *name)
{
	const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC;

	*ret_status = (struct statx){ .stx_mode = 0 };
	if (statx(directory_fd, name, flags, STATX_BASIC_STATS, ret_status) < 0)
		return SETTINGS_ABSENT;
	if ((ret_status->stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
		return SETTINGS_LEFT;
	return settings_rule_takes_mode(ret_status->stx_uid, ret_status->stx_mode) ? SETTINGS_TAKEN
										   : SETTINGS_LEFT;
}

/* All are on one file system, or count as such: what is mounted there is not entered. */
void settings_walk_note(struct rootfs_names *names, const char *path, const struct statx *status,
			uint32_t mark)
{
	const struct stat noted = {
		.st_ino = status->stx_ino,
		.st_mode = status->stx_mode,
		.st_ctim = { status->stx_ctime.tv_sec, status->stx_ctime.tv_nsec },
	};

	rootfs_names_add_kind(names, path, &noted, (status->stx_mode & S_IFMT) | mark);
}

#define DEPTH_MAX    12
#define LOOKS_MAX    32768 /* entries that are looked at */
#define SETTINGS_MAX 1024  /* entries that are shown: each is a mount or a link */

struct settings_run {
	struct host_settings *settings;
	struct rootfs_names *names;
	const struct jail_plan *plan;
	size_t look_count;
	char path[PATH_MAX]; /* where the walk stands, below /etc; "" is that itself */
};

/* Whether all of it was added, so that a directory can stand for what is in it. */
enum finding { FOUND_ALL, FOUND_PART };

static int directory_walk(struct settings_run *run, int directory_fd, unsigned int depth);

/* What the plan mounts at the path or below it, but for masks, which cover whatever is there. */
static bool is_mounted_on(const struct settings_run *run, bool is_below_meant)
{
	size_t length = strlen(run->path);

	for (size_t i = 0; i < run->plan->mount_count; i++) {
		const struct mount_entry *entry = &run->plan->mounts[i];
		const char *target = entry->target + strlen("/etc/");

		if (entry->kind == MOUNT_MASK || strncmp(entry->target, "/etc/", 5) != 0 ||
		    strncmp(target, run->path, length) != 0)
			continue;
		if (target[length] == '\0' || (is_below_meant && target[length] == '/'))
			return true;
	}
	return false;
}

/* "nginx" and "nginx.conf" are nginx.service's, or /etc/init.d/nginx's. */
static bool is_a_services(const struct settings_run *run, int etc_fd, uint32_t mode)
{
	size_t length = strlen(run->path);
	bool is_conf = length > 5 && strcmp(run->path + length - 5, ".conf") == 0;
	char unit[PATH_MAX];
	struct stat status;

	if (settings_rule_has_clients(run->path) || (!S_ISDIR(mode) && !is_conf))
		return false;
	for (const struct settings_units *units = settings_units; units->path != NULL; units++) {
		(void)snprintf(unit, sizeof(unit), "%s/%.*s%s", units->path,
			       (int)(is_conf ? length - 5 : length), run->path, units->end);
		if (fstatat(etc_fd, unit, &status, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
	}
	return false;
}

static int add(struct settings_run *run, uint32_t mode, uint64_t inode)
{
	int error;

	if (run->settings->count >= SETTINGS_MAX)
		return FOUND_PART;
	error = host_settings_add(run->settings, run->path, mode, inode);
	return error < 0 ? error : FOUND_ALL;
}

/* If all in a directory is shown, that takes the place of what was added for it. */
static int directory_look(struct settings_run *run, int parent_fd, const char *name,
			  const struct statx *status, unsigned int depth)
{
	size_t count = run->settings->count;
	_cleanup_close_ int fd = NO_FD;
	int outcome;

	if (depth >= DEPTH_MAX)
		return FOUND_PART;
	fd = noatime_open(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return FOUND_PART;
	outcome = directory_walk(run, TAKE_FD(fd), depth + 1);
	if (outcome == FOUND_ALL && !is_mounted_on(run, true)) {
		host_settings_cut(run->settings, count);
		return add(run, status->stx_mode, status->stx_ino);
	}
	/* Programs that read all of a directory take it amiss if there is none. */
	if (outcome >= 0 && run->settings->count == count)
		outcome = add(run, status->stx_mode, 0);
	return outcome < 0 ? outcome : FOUND_PART;
}

static bool is_passed_over(struct settings_run *run)
{
	return ++run->look_count > LOOKS_MAX || !settings_rule_takes_name(run->path) ||
	       is_mounted_on(run, false);
}

static int entry_look(struct settings_run *run, int parent_fd, const char *name, unsigned int depth)
{
	struct statx status;
	enum settings_look look = settings_walk_look(&status, parent_fd, name);

	settings_walk_note(run->names, run->path, &status, look);
	/* Not every file system tells with the name. */
	if (S_ISLNK(status.stx_mode))
		return add(run, status.stx_mode, status.stx_ino);
	if (look != SETTINGS_TAKEN ||
	    (depth == 0 && is_a_services(run, parent_fd, status.stx_mode)))
		return FOUND_PART;
	if (S_ISDIR(status.stx_mode))
		return directory_look(run, parent_fd, name, &status, depth);
	return settings_rule_takes_file(name) ? add(run, status.stx_mode, status.stx_ino)
					      : FOUND_PART;
}

static int named_look(struct settings_run *run, int parent_fd, const struct dirent *entry,
		      unsigned int depth)
{
	size_t length = strlen(run->path);
	int written = snprintf(run->path + length, sizeof(run->path) - length, "%s%s",
			       length > 0 ? "/" : "", entry->d_name);
	int outcome = FOUND_PART;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		outcome = FOUND_ALL;
	else if (written < 0 || (size_t)written >= sizeof(run->path) - length ||
		 is_passed_over(run))
		outcome = FOUND_PART;
	else if (entry->d_type == DT_LNK)
		outcome = add(run, S_IFLNK, entry->d_ino);
	else
		outcome = entry_look(run, parent_fd, entry->d_name, depth);
	run->path[length] = '\0';
	return outcome;
}

/* The descriptor becomes the walk's. */
static int directory_walk(struct settings_run *run, int directory_fd, unsigned int depth)
{
	_cleanup_closedir_ DIR *directory = fdopendir(directory_fd);
	int all = directory == NULL ? FOUND_PART : FOUND_ALL;
	const struct dirent *entry;

	if (directory == NULL)
		cleanup_close(&directory_fd);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		int outcome = named_look(run, directory_fd, entry, depth);

		if (outcome < 0)
			return outcome;
		if (outcome == FOUND_PART)
			all = FOUND_PART;
	}
	return all;
}

int settings_walk(struct host_settings *settings, int etc_fd, const struct jail_plan *plan,
		  struct rootfs_names *names)
{
	struct settings_run run = { .settings = settings, .plan = plan, .names = names };
	int fd = openat(etc_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int outcome = fd < 0 ? -errno : directory_walk(&run, fd, 0);

	return outcome < 0 ? outcome : 0;
}
