/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk through the host's /etc; see settings_find.h. */
#include "rootfs/settings_find.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/jail_plan.h"
#include "rootfs/settings_notes.h"
#include "rootfs/settings_rule.h"
#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "site/host_settings.h"
#include "system/report.h"

#define DEPTH_MAX    12
#define LOOKS_MAX    32768 /* entries that are looked at */
#define SETTINGS_MAX 1024  /* entries that are shown: each is a mount or a link */

struct settings_run {
	struct host_settings *settings;
	struct settings_notes *notes;
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
	enum settings_look look = settings_notes_look(&status, parent_fd, name);

	settings_notes_add(run->notes, run->path, &status, look);
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

/* Adds the components of text to path, an absolute one without a last slash; "" is the root. */
static void path_follow(char *path, const char *text)
{
	char copy[PATH_MAX], *rest = copy, *name;

	if (text[0] == '/')
		path[0] = '\0';
	(void)snprintf(copy, sizeof(copy), "%s", text);
	while ((name = strsep(&rest, "/")) != NULL) {
		char *slash = strrchr(path, '/');

		if (strcmp(name, "..") == 0 && slash != NULL)
			*slash = '\0';
		else if (name[0] != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
			 strlen(path) + strlen(name) + 2 <= PATH_MAX)
			(void)strcat(strcat(path, "/"), name);
	}
}

static bool is_at_or_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

static bool leads_to_shown(const struct host_settings *settings, const char *path)
{
	static const char *const always[] = { "/usr", "/proc/self" };

	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (is_at_or_below(path, always[i]))
			return true;
	if (!is_at_or_below(path, "/etc") || path[strlen("/etc")] == '\0')
		return false;
	for (size_t i = 0; i < settings->count; i++)
		if (is_at_or_below(path + strlen("/etc/"), settings->list[i].path))
			return true;
	return false;
}

/* What the text says is enough: in the jail it is followed by names that are the jail's. */
static char *link_read(const struct host_settings *settings, int etc_fd, const char *path)
{
	char text[PATH_MAX], target[PATH_MAX];
	ssize_t length = readlinkat(etc_fd, path, text, sizeof(text) - 1);
	char *slash;

	if (length < 0)
		return NULL;
	text[length] = '\0';
	(void)snprintf(target, sizeof(target), "/etc/%.4000s", path);
	slash = strrchr(target, '/');
	*slash = '\0';
	path_follow(target, text);
	return leads_to_shown(settings, target) ? strdup(text) : NULL;
}

static void links_settle(struct host_settings *settings, int etc_fd)
{
	size_t kept = 0;

	for (size_t i = 0; i < settings->count; i++) {
		struct host_setting *setting = &settings->list[i];

		if (S_ISLNK(setting->mode))
			setting->link = link_read(settings, etc_fd, setting->path);
	}
	for (size_t i = 0; i < settings->count; i++) {
		struct host_setting setting = settings->list[i];

		if (S_ISLNK(setting.mode) && setting.link == NULL)
			free(setting.path);
		else
			settings->list[kept++] = setting;
	}
	settings->count = kept;
}

/* NO_FD if it is a link or not there. */
static int etc_open(int root_fd, int *ret_fd, struct report *report)
{
	_cleanup_close_ int fd =
		noatime_open(root_fd, "etc", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	*ret_fd = NO_FD;
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
		return 0;
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, errno, "'/etc' can not be opened");
	if (!settings_rule_takes_mode(status.st_uid, status.st_mode | 0005))
		return report_error(report, EPERM, "'/etc' is not root's alone to write");
	*ret_fd = TAKE_FD(fd);
	return 0;
}

/* The notes are of what is there, whatever a plan mounts on it; for one that does, none are used.
 */
static bool has_mounts_in_etc(const struct jail_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_MASK &&
		    strncmp(plan->mounts[i].target, "/etc/", strlen("/etc/")) == 0)
			return true;
	return false;
}

static int walk_noting(struct host_settings *settings, int etc_fd, const struct jail_plan *plan,
		       struct settings_notes *notes)
{
	struct settings_run run = { .settings = settings, .plan = plan, .notes = notes };
	int fd = openat(etc_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int outcome;

	settings_notes_begin(notes, etc_fd);
	outcome = fd < 0 ? -errno : directory_walk(&run, fd, 0);
	if (outcome >= 0)
		settings_notes_write(notes, settings);
	return outcome < 0 ? outcome : 0;
}

int settings_find(struct host_settings *settings, int root_fd, const struct jail_plan *plan,
		  int state_fd, int *ret_etc_fd, struct report *report)
{
	struct settings_notes notes;
	_cleanup_close_ int fd = NO_FD;
	int error = etc_open(root_fd, &fd, report);

	if (error < 0 || fd < 0)
		return error;
	settings_notes_open(&notes, fd, has_mounts_in_etc(plan) ? NO_FD : state_fd);
	if (!settings_notes_read(&notes, settings, fd))
		error = walk_noting(settings, fd, plan, &notes);
	settings_notes_close(&notes);
	if (error < 0)
		return report_error(report, -error, "'/etc'");
	links_settle(settings, fd);
	*ret_etc_fd = TAKE_FD(fd);
	return 0;
}
