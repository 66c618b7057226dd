/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking a path inside a rootfs; see rootfs_walk.h. */
#include "rootfs/rootfs_walk.h"

#include <fcntl.h>
#include <string.h>

#include "rootfs/rootfs_names.h"
#include "rootfs/rootfs_trust_paths.h"
#include "rootfs/walk_ground.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define LINKS_MAX 40 /* as the kernel has it, path_resolution(7) */

int rootfs_walk_fault(const struct rootfs_walk *walk, int error, const char *reason)
{
	const struct walk_ground *ground = walk->ground;
	bool has_links = walk->link_count > 0;

	/* -EPERM is the verdict of the walk itself; its text would only blur the reason. */
	(void)report_error(ground->report, error == -EPERM ? 0 : -error,
			   "rootfs '%s': '%s'%s%s%s %s", ground->rootfs_path,
			   walk->path[0] != '\0' ? walk->path : "/", has_links ? ", where '" : "",
			   has_links ? walk->origin : "", has_links ? "' leads," : "", reason);
	return error;
}

bool rootfs_walk_is_covered(const struct rootfs_walk *walk)
{
	if (walk_ground_is_home(walk->ground, walk->path))
		return true;
	for (const char *const *covered = trust_covered_paths; *covered != NULL; covered++)
		if (walk_path_is_below(walk->path, *covered))
			return true;
	return false;
}

/* A link to /dev/null is how administrators empty a file, and the jail's own /dev is root's. */
static bool is_null_device(const struct rootfs_walk *walk)
{
	return strcmp(walk->path, "dev") == 0 && walk_path_is_below(walk->rest, "null") &&
	       walk_path_is_below("null", walk->rest);
}

static int owner_fault(const struct rootfs_walk *walk)
{
	const struct stat *status = &walk->status;
	char reason[96];

	if (status->st_uid != 0)
		(void)snprintf(reason, sizeof(reason), "is not owned by root (uid %u)",
			       status->st_uid);
	else
		(void)snprintf(reason, sizeof(reason), "is writable by group or others (mode %04o)",
			       status->st_mode & 07777);
	return rootfs_walk_fault(walk, -EPERM, reason);
}

int rootfs_walk_owner_check(const struct rootfs_walk *walk)
{
	rootfs_names_add(walk->ground->names, walk->path, &walk->status, walk->is_record);
	return walk_ground_trusts(walk->ground, walk->path, &walk->status, walk->is_record)
		       ? 0
		       : owner_fault(walk);
}

int rootfs_walk_fd(const struct rootfs_walk *walk)
{
	return walk->fd >= 0 ? walk->fd : walk->ground->rootfs_fd;
}

int rootfs_walk_path_append(struct rootfs_walk *walk, const char *name)
{
	size_t length = strlen(walk->path);
	size_t room = sizeof(walk->path) - length;
	int added = snprintf(walk->path + length, room, "%s%s", length > 0 ? "/" : "", name);

	if (added >= 0 && (size_t)added < room)
		return 0;
	walk->path[length] = '\0';
	return rootfs_walk_fault(walk, -ENAMETOOLONG, "holds too long a path");
}

void rootfs_walk_path_cut(struct rootfs_walk *walk)
{
	char *slash = strrchr(walk->path, '/');

	*(slash != NULL ? slash : walk->path) = '\0';
}

/* Puts a path before what is left to walk. */
static int rest_prepend(struct rootfs_walk *walk, const char *path)
{
	size_t length = strlen(path);
	size_t rest_length = strlen(walk->rest);

	if (length + 1 + rest_length >= sizeof(walk->rest))
		return rootfs_walk_fault(walk, -ENAMETOOLONG, "holds a link to too long a path");
	memmove(walk->rest + length + 1, walk->rest, rest_length + 1);
	memcpy(walk->rest, path, length);
	walk->rest[length] = '/';
	return 0;
}

/* Takes the next component off the rest. False at its end. */
static bool rest_take(struct rootfs_walk *walk, char name[NAME_MAX + 2])
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");
	size_t kept = length <= NAME_MAX ? length : NAME_MAX + 1;

	/* One byte over the limit is kept, so that it is the kernel that calls the name too long.
	 */
	memcpy(name, start, kept);
	name[kept] = '\0';
	memmove(walk->rest, start + length, strlen(start + length) + 1);
	return length > 0;
}

static void walk_stand(struct rootfs_walk *walk, int fd, const struct stat *status)
{
	cleanup_close(&walk->fd);
	walk->fd = fd;
	walk->status = *status;
}

static void walk_restart(struct rootfs_walk *walk)
{
	walk_stand(walk, NO_FD, &walk->ground->status);
	walk->path[0] = '\0';
}

/* From the rootfs down again: ".." of a mount's root or of a moved directory leads elsewhere. */
static int walk_up(struct rootfs_walk *walk)
{
	int error;

	rootfs_walk_path_cut(walk);
	error = rest_prepend(walk, walk->path);
	walk_restart(walk);
	return error;
}

static int walk_follow(struct rootfs_walk *walk, int link_fd, const struct stat *status)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(link_fd, "", target, sizeof(target));
	int error;

	if (length < 0)
		return rootfs_walk_fault(walk, -errno, "can not be read");
	if ((size_t)length >= sizeof(target))
		return rootfs_walk_fault(walk, -ENAMETOOLONG, "is a link to too long a path");
	if (++walk->link_count > LINKS_MAX)
		return rootfs_walk_fault(walk, -ELOOP, "can not be resolved");
	target[length] = '\0';
	rootfs_names_add(walk->ground->names, walk->path, status, walk->is_record);
	rootfs_walk_path_cut(walk);
	error = rest_prepend(walk, target);
	if (target[0] == '/')
		walk_restart(walk);
	return error;
}

static int walk_end_absent(const struct rootfs_walk *walk)
{
	rootfs_names_add_absent(walk->ground->names, walk->path);
	return WALK_ABSENT;
}

static int walk_enter(struct rootfs_walk *walk, const char *name)
{
	_cleanup_close_ int fd = NO_FD;
	struct stat status;
	int error = rootfs_walk_path_append(walk, name);

	if (error < 0)
		return error;
	if (is_null_device(walk))
		return WALK_ABSENT;
	if (rootfs_walk_is_covered(walk))
		return rootfs_walk_fault(walk, -EPERM, "is where the jail mounts something else");
	fd = openat(rootfs_walk_fd(walk), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return walk_end_absent(walk);
	if (fd < 0 || fstat(fd, &status) < 0)
		return rootfs_walk_fault(walk, -errno, "can not be opened");
	if (S_ISLNK(status.st_mode))
		return walk_follow(walk, fd, &status);
	walk_stand(walk, TAKE_FD(fd), &status);
	return rootfs_walk_owner_check(walk);
}

static int walk_step(struct rootfs_walk *walk, const char *name)
{
	if (!S_ISDIR(walk->status.st_mode))
		return rootfs_walk_fault(walk, -EPERM, "is not a directory");
	if (strcmp(name, ".") == 0)
		return WALK_FOUND;
	if (strcmp(name, "..") == 0)
		return walk_up(walk);
	return walk_enter(walk, name);
}

int rootfs_walk_to(struct rootfs_walk *walk, const struct walk_ground *ground, const char *path,
		   bool is_record)
{
	char name[NAME_MAX + 2];
	int outcome;

	walk->ground = ground;
	walk->origin = path;
	walk->is_record = is_record;
	walk->fd = NO_FD;
	walk->status = ground->status;
	walk->link_count = 0;
	walk->path[0] = walk->rest[0] = '\0';
	outcome = rest_prepend(walk, path);
	while (outcome == WALK_FOUND && rest_take(walk, name))
		outcome = walk_step(walk, name);
	return outcome;
}

void rootfs_walk_end(struct rootfs_walk *walk)
{
	cleanup_close(&walk->fd);
	walk->fd = NO_FD;
}
