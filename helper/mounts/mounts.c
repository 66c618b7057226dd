/* SPDX-License-Identifier: BSD-3-Clause */
/* The plan's list of mounts; see mounts.h. */
#include "mounts/mounts.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "ids/idmap.h"
#include "mounts/mount_point.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/kernel_need.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

/* A tmpfs always has a limit on bytes and inodes: the plan fills in what the key leaves out. */
static int tmpfs_make(struct jail_build *build, const struct mount_entry *entry)
{
	char mode[16], uid[16], gid[16];
	const struct mount_option options[] = {
		{ "source", "tmpfs" },	 { "mode", mode },
		{ "size", entry->size }, { "nr_inodes", entry->inodes },
		{ "uid", uid },		 { "gid", gid },
		{ NULL, NULL },
	};

	(void)snprintf(mode, sizeof(mode), "%04o", entry->mode);
	(void)snprintf(uid, sizeof(uid), "%u", idmap_uid(&build->sources->idmap, entry->uid));
	(void)snprintf(gid, sizeof(gid), "%u", idmap_gid(&build->sources->idmap, entry->gid));
	return mount_tree_make("tmpfs", options, entry->attributes, build->report);
}

static int point_report(struct jail_build *build, const struct mount_entry *entry, int error)
{
	return report_error(build->report, -error, "can not mount on '%s'", entry->target);
}

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

static bool is_mount_point(int root_fd, const char *path)
{
	_cleanup_close_ int fd = mount_target_open(root_fd, path);
	struct statx status;

	return fd >= 0 && statx(fd, "", AT_EMPTY_PATH, 0, &status) == 0 &&
	       (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/* An entry may have been left out, because its source or its target is not there. */
static bool is_attached(const struct jail_build *build, const struct mount_entry *entry)
{
	if (entry->kind == MOUNT_BIND)
		return build->sources->mount_fds[entry - build->plan->mounts] >= 0;
	if (entry->kind == MOUNT_TMPFS && entry->is_target_optional)
		return is_mount_point(build->root_fd, entry->target);
	return entry->kind == MOUNT_TMPFS;
}

/* What is mounted nearest above the path, of the entries before end; NULL: the root. */
static const struct mount_entry *nearest_find(const struct jail_build *build, const char *path,
					      const struct mount_entry *end)
{
	const struct mount_entry *nearest = NULL;

	for (const struct mount_entry *other = build->plan->mounts; other != end; other++)
		if (is_below(path, other->target) && is_attached(build, other))
			nearest = other;
	return nearest;
}

/* True if what is mounted nearest above the target is of our own making. */
static bool is_on_own_ground(const struct jail_build *build, const struct mount_entry *entry)
{
	const struct mount_entry *nearest = nearest_find(build, entry->target, entry);

	return nearest != NULL ? nearest->kind == MOUNT_TMPFS : build->has_own_root;
}

bool mounts_take_new(const struct jail_build *build, const char *path)
{
	const struct mount_entry *end = build->plan->mounts + build->plan->mount_count;
	const struct mount_entry *nearest = nearest_find(build, path, end);

	if (nearest != NULL)
		return nearest->kind == MOUNT_TMPFS;
	return build->has_own_root && build->plan->rootfs_mode != ROOTFS_READONLY;
}

static int place_open(struct jail_build *build, const struct mount_entry *entry, int tree_fd,
		      int *ret_holder_fd)
{
	struct mount_place place = { .path = entry->target, .may_cover = entry->is_home };
	struct stat status;

	if (fstat(tree_fd, &status) < 0)
		return -errno;
	if (entry->is_target_optional)
		return mount_target_open(build->root_fd, entry->target);
	place.is_directory = S_ISDIR(status.st_mode);
	place.may_make = is_on_own_ground(build, entry);
	return mount_point_open(build, &place, ret_holder_fd);
}

static int tree_attach(struct jail_build *build, const struct mount_entry *entry, int tree_fd)
{
	_cleanup_close_ int holder_fd = NO_FD;
	_cleanup_close_ int target_fd = NO_FD;
	size_t reported = build->report->error_count;
	int error;

	target_fd = place_open(build, entry, tree_fd, &holder_fd);
	if (entry->is_target_optional && (target_fd == -ENOENT || target_fd == -ELOOP))
		return 0;
	error = target_fd < 0 ? target_fd : mount_tree_attach(tree_fd, target_fd);
	if (error == 0 && holder_fd >= 0)
		error = mount_tree_restrict(holder_fd, MOUNT_ATTR_RDONLY, false);
	if (error < 0 && build->report->error_count == reported)
		return point_report(build, entry, error);
	return error;
}

/* What programs take for granted in /run, because a system makes it when it starts (tmpfiles.d(5)).
 */
static const char *const run_directories[] = { "lock", "screen" };

static int run_fill(struct jail_build *build, int run_fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(run_directories); i++)
		if (mkdirat(run_fd, run_directories[i], 0700) < 0 ||
		    fchmodat(run_fd, run_directories[i], 01777, 0) < 0)
			return report_error(build->report, errno, "can not make '/run/%s'",
					    run_directories[i]);
	return idmap_own_tree(&build->sources->idmap, run_fd);
}

static int tmpfs_attach(struct jail_build *build, const struct mount_entry *entry, int tree_fd)
{
	_cleanup_close_ int fd = tmpfs_make(build, entry);
	int error = 0;

	(void)tree_fd;
	if (fd >= 0 && !entry->is_home && strcmp(entry->target, "/run") == 0)
		error = run_fill(build, fd);
	if (fd < 0 || error < 0)
		return fd < 0 ? fd : error;
	return tree_attach(build, entry, fd);
}

/*
 * Of what is the host's, only what is the user's own, or of his groups, is so in the jail, too: any
 * other id shows as nobody's, and nothing can be made for it.
 */
static int bind_map(const struct jail_build *build, const struct mount_entry *entry, int tree_fd)
{
	if (!build->sources->idmap.is_active)
		return 0;
	return idmap_tree(tree_fd, build->own_map_fd, !entry->is_home);
}

/* An optional source that the host does not have was left out when the sources were opened. */
static int bind_attach(struct jail_build *build, const struct mount_entry *entry, int tree_fd)
{
	int error = tree_fd < 0 ? 0 : bind_map(build, entry, tree_fd);
	char need[KERNEL_NEED_MAX];

	if (error < 0)
		return report_error(build->report, -error,
				    "'%s': its file system can not be mapped to other ids%s",
				    entry->source, idmap_tree_need(need, tree_fd));
	return tree_fd < 0 ? 0 : tree_attach(build, entry, tree_fd);
}

static int mask_attach(struct jail_build *build, const struct mount_entry *entry, int tree_fd)
{
	int error = stage_mask(build, build->root_fd, entry->target);

	(void)tree_fd;
	return error < 0 ? point_report(build, entry, error) : 0;
}

static int (*const attachers[])(struct jail_build *, const struct mount_entry *, int) = {
	[MOUNT_TMPFS] = tmpfs_attach,
	[MOUNT_BIND] = bind_attach,
	[MOUNT_MASK] = mask_attach,
};

int mounts_attach(struct jail_build *build)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < build->plan->mount_count; i++) {
		const struct mount_entry *entry = &build->plan->mounts[i];

		error = attachers[entry->kind](build, entry, build->sources->mount_fds[i]);
	}
	return error;
}
