/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * His root may still cover the directory of one by a mount of his own: what he then gets his own
 * sshd to read or to wait for ends with his jail (keeper_run.c).
 */
#include "rootfs/rootfs_records.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "mounts/mount_point.h"
#include "mounts/mounts.h"
#include "mounts/stage.h"
#include "rootfs/rootfs_trust_paths.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/new_file.h"
#include "system/report.h"

#define RECORD_MODE 0664

static bool is_record(const struct trust_path *row)
{
	return row->kind == TRUST_RECORD || row->kind == TRUST_MADE_RECORD;
}

static bool is_database(const struct trust_path *row)
{
	return row->kind == TRUST_DATABASE || row->kind == TRUST_DATABASES;
}

/* Only what belongs to a data base that is there: journals are asked for after it. */
static bool is_journal(const struct trust_path *row)
{
	return row->kind == TRUST_DATABASE && strchr(row->path, '-') != NULL;
}

static int place_make(struct jail_build *build, const struct trust_path *row)
{
	char path[64];
	const struct mount_place place = { path, row->kind == TRUST_DATABASES, true, false };
	int holder_fd = NO_FD;

	(void)snprintf(path, sizeof(path), "/%s", row->path);
	if (is_journal(row) || !mounts_take_new(build, path))
		return -ENOENT;
	return mount_point_open(build, &place, &holder_fd);
}

/* On the stage, of which it is a clone. */
static int file_attach(const struct jail_build *build, const char *name, int place_fd)
{
	_cleanup_close_ int tree_fd = NO_FD;
	int error = new_file_write(build->stage_fd, name, "", 0);

	if (error < 0)
		return error;
	if (fchownat(build->stage_fd, name, idmap_uid(&build->sources->idmap, 0),
		     idmap_gid(&build->sources->idmap, 0), AT_SYMLINK_NOFOLLOW) < 0 ||
	    fchmodat(build->stage_fd, name, RECORD_MODE, 0) < 0)
		return -errno;
	tree_fd = mount_tree_clone_entry(build->stage_fd, name,
					 MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC);
	return tree_fd < 0 ? tree_fd : mount_tree_attach(tree_fd, place_fd);
}

/* A link, a file among the directories, or no place at all: nothing is mounted. */
static bool is_no_place(int error)
{
	return error == -ENOENT || error == -ELOOP || error == -ENOTDIR || error == -EROFS;
}

/* A directory in the place of a file is nothing that a caller could open. */
static int row_cover(struct jail_build *build, const struct trust_path *row)
{
	_cleanup_close_ int place_fd = mount_target_open(build->root_fd, row->path);
	struct stat status;

	if (place_fd == -ENOENT)
		place_fd = place_make(build, row);
	if (place_fd < 0)
		return is_no_place(place_fd) ? 0 : place_fd;
	if (fstat(place_fd, &status) < 0)
		return -errno;
	if (is_record(row) && !S_ISDIR(status.st_mode))
		return file_attach(build, strrchr(row->path, '/') + 1, place_fd);
	return stage_mask(build, build->root_fd, row->path);
}

int rootfs_records_cover(struct jail_build *build)
{
	for (const struct trust_path *row = trust_paths; row->path != NULL; row++) {
		int error = is_record(row) || is_database(row) ? row_cover(build, row) : 0;

		if (error < 0)
			return report_error(build->report, -error, "can not cover '/%s'",
					    row->path);
	}
	return 0;
}
