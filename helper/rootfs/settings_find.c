/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host's /etc shows, from notes or by a walk; see settings_find.h. */
#include "rootfs/settings_find.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/jail_plan.h"
#include "rootfs/rootfs_names.h"
#include "rootfs/settings_rule.h"
#include "rootfs/settings_walk.h"
#include "rootfs/trust_cache.h"
#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "shared/noatime.h"
#include "site/host_settings.h"
#include "system/file_settled.h"
#include "system/report.h"

/* Marks of notes: how the look ended (settings_walk.h), or that it is an entry of the list. */
#define KIND_LOOK  3U
#define KIND_SHOWN 4U

/* Paths are below /etc; "." is that itself. */
static void notes_open(struct trust_cache *ret_cache, int etc_fd, int state_fd)
{
	struct walk_ground ground = { .rootfs_fd = etc_fd };

	ret_cache->directory_fd = NO_FD;
	if (fstat(etc_fd, &ground.status) == 0)
		trust_cache_open(ret_cache, state_fd, &ground);
}

static uint64_t changed_ns(const struct statx *status)
{
	return (uint64_t)status->stx_ctime.tv_sec * 1000000000 + status->stx_ctime.tv_nsec;
}

/* What is on the list was looked at as an entry, too, unless it is a link. */
static bool is_as_noted(const struct rootfs_name *name, int etc_fd, const char *path)
{
	enum settings_look look;
	struct statx status;

	if ((name->kind & KIND_SHOWN) != 0)
		return true;
	look = settings_walk_look(&status, etc_fd, path);
	if (look != (name->kind & KIND_LOOK) || status.stx_ino != name->inode ||
	    (status.stx_mode & S_IFMT) != (name->kind & S_IFMT))
		return false;
	return !S_ISDIR(status.stx_mode) || changed_ns(&status) == name->changed_ns;
}

static bool are_as_noted(const struct rootfs_names *names, int etc_fd)
{
	for (size_t i = 0; i < names->count; i++)
		if (!is_as_noted(&names->list[i], etc_fd, names->text + names->list[i].path))
			return false;
	return names->count > 0;
}

/* Fills the list if the notes still hold; else it is as it was. */
static bool notes_read(const struct trust_cache *cache, struct host_settings *settings, int etc_fd)
{
	struct rootfs_names names = ROOTFS_NAMES_NONE;
	size_t count = settings->count;
	bool is_read = trust_cache_read(cache, &names) && are_as_noted(&names, etc_fd);

	for (size_t i = 0; is_read && i < names.count; i++) {
		const struct rootfs_name *name = &names.list[i];

		if ((name->kind & KIND_SHOWN) != 0)
			is_read = host_settings_add(settings, names.text + name->path,
						    name->kind & S_IFMT, name->inode) == 0;
	}
	if (!is_read)
		host_settings_cut(settings, count);
	rootfs_names_clear(&names);
	return is_read;
}

static void look_note(struct rootfs_names *names, int etc_fd, const char *path)
{
	struct statx status;
	enum settings_look look = settings_walk_look(&status, etc_fd, path);

	settings_walk_note(names, path, &status, look);
}

static void notes_begin(struct rootfs_names *names, int etc_fd)
{
	rootfs_names_begin(names);
	look_note(names, etc_fd, ".");
	for (const struct settings_units *units = settings_units; units->path != NULL; units++)
		look_note(names, etc_fd, units->path);
}

static void notes_write(const struct trust_cache *cache, struct rootfs_names *names,
			const struct host_settings *settings, uint64_t now_ns)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct host_setting *setting = &settings->list[i];
		const struct statx status = { .stx_mode = (uint16_t)setting->mode,
					      .stx_ino = setting->inode };

		settings_walk_note(names, setting->path, &status, KIND_SHOWN);
	}
	if (rootfs_names_complete(names, now_ns))
		(void)trust_cache_write(cache, names);
}

static int walk_noting(struct host_settings *settings, int etc_fd, const struct jail_plan *plan,
		       const struct trust_cache *cache)
{
	struct rootfs_names names = ROOTFS_NAMES_NONE;
	uint64_t now_ns = file_settled_clock();
	int error;

	if (trust_cache_is_wanted(cache))
		notes_begin(&names, etc_fd);
	error = settings_walk(settings, etc_fd, plan, &names);
	if (error == 0 && trust_cache_is_wanted(cache))
		notes_write(cache, &names, settings, now_ns);
	rootfs_names_clear(&names);
	return error;
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
		size_t length = strlen(path);

		if (strcmp(name, "..") == 0 && slash != NULL)
			*slash = '\0';
		else if (name[0] != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
			 length + strlen(name) + 2 <= PATH_MAX)
			(void)snprintf(path + length, PATH_MAX - length, "/%s", name);
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

int settings_find(struct host_settings *settings, int root_fd, const struct jail_plan *plan,
		  int state_fd, int *ret_etc_fd, struct report *report)
{
	struct trust_cache cache;
	_cleanup_close_ int fd = NO_FD;
	int error = etc_open(root_fd, &fd, report);

	if (error < 0 || fd < 0)
		return error;
	notes_open(&cache, fd, has_mounts_in_etc(plan) ? NO_FD : state_fd);
	if (!notes_read(&cache, settings, fd))
		error = walk_noting(settings, fd, plan, &cache);
	trust_cache_close(&cache);
	if (error < 0)
		return report_error(report, -error, "'/etc'");
	links_settle(settings, fd);
	*ret_etc_fd = TAKE_FD(fd);
	return 0;
}
