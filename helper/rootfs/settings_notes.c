/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. Paths are below /etc; "" is that itself. */
#include "rootfs/settings_notes.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "rootfs/settings_rule.h"
#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "site/host_settings.h"
#include "system/file_settled.h"

/* Beside the bits of S_IFMT: how the look ended, or that it is an entry of the list. */
#define KIND_LOOK  3U
#define KIND_SHOWN 4U

const struct settings_units settings_units[] = { { "init.d", "" },
						 { "systemd/system", ".service" },
						 { "../usr/lib/systemd/system", ".service" },
						 { NULL, NULL } };

enum settings_look settings_notes_look(struct statx *ret_status, int directory_fd, const char *name)
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

void settings_notes_open(struct settings_notes *ret_notes, int etc_fd, int state_fd)
{
	struct walk_ground ground = { .rootfs_fd = etc_fd };

	*ret_notes = (struct settings_notes){ .cache = { .directory_fd = NO_FD },
					      .names = ROOTFS_NAMES_NONE };
	if (fstat(etc_fd, &ground.status) < 0)
		return;
	ret_notes->device = ground.status.st_dev;
	trust_cache_open(&ret_notes->cache, state_fd, &ground);
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
	look = settings_notes_look(&status, etc_fd, path);
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

bool settings_notes_read(struct settings_notes *notes, struct host_settings *settings, int etc_fd)
{
	struct rootfs_names *names = &notes->names;
	size_t count = settings->count;
	bool is_read = trust_cache_read(&notes->cache, names) && are_as_noted(names, etc_fd);

	for (size_t i = 0; is_read && i < names->count; i++) {
		const struct rootfs_name *name = &names->list[i];

		if ((name->kind & KIND_SHOWN) != 0)
			is_read = host_settings_add(settings, names->text + name->path,
						    name->kind & S_IFMT, name->inode) == 0;
	}
	if (!is_read)
		host_settings_cut(settings, count);
	rootfs_names_clear(names);
	return is_read;
}

/* All are on the file system of /etc, or count as such: what is mounted there is not entered. */
static void kind_add(struct settings_notes *notes, const char *path, const struct statx *status,
		     uint32_t kind)
{
	const struct stat noted = {
		.st_dev = notes->device,
		.st_ino = status->stx_ino,
		.st_mode = status->stx_mode,
		.st_ctim = { status->stx_ctime.tv_sec, status->stx_ctime.tv_nsec },
	};

	rootfs_names_add_kind(&notes->names, path, &noted, (status->stx_mode & S_IFMT) | kind);
}

void settings_notes_add(struct settings_notes *notes, const char *path, const struct statx *status,
			enum settings_look look)
{
	kind_add(notes, path, status, look);
}

static void look_add(struct settings_notes *notes, int etc_fd, const char *path)
{
	struct statx status;
	enum settings_look look = settings_notes_look(&status, etc_fd, path);

	kind_add(notes, path, &status, look);
}

void settings_notes_begin(struct settings_notes *notes, int etc_fd)
{
	notes->now_ns = file_settled_clock();
	if (!trust_cache_is_wanted(&notes->cache))
		return;
	rootfs_names_begin(&notes->names);
	look_add(notes, etc_fd, ".");
	for (const struct settings_units *units = settings_units; units->path != NULL; units++)
		look_add(notes, etc_fd, units->path);
}

void settings_notes_write(struct settings_notes *notes, const struct host_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct host_setting *setting = &settings->list[i];
		const struct statx status = { .stx_mode = (uint16_t)setting->mode,
					      .stx_ino = setting->inode };

		kind_add(notes, setting->path, &status, KIND_SHOWN);
	}
	if (rootfs_names_complete(&notes->names, notes->now_ns))
		(void)trust_cache_write(&notes->cache, &notes->names);
}

void settings_notes_close(struct settings_notes *notes)
{
	rootfs_names_clear(&notes->names);
	trust_cache_close(&notes->cache);
}
