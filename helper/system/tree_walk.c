/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths inside a root, component by component; see tree_walk.h. */
#include "system/tree_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "shared/cleanup.h"

#define WALK_FLAGS (O_PATH | O_NOFOLLOW | O_CLOEXEC)

#define LINKS_MAX 40 /* as the kernel has it, path_resolution(7) */

/* done is free of links and of ".."; rest is what is left. */
struct tree_walk {
	int root_fd;
	int fd; /* where done leads */
	enum tree_walk_links links;
	unsigned int link_count;
	char done[PATH_MAX];
	char rest[PATH_MAX];
};

/* Back to the root: what was walked stands before what is left, to be walked anew. */
static int restart(struct tree_walk *walk, const char *first, const char *second)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s/%s", walk->done, first, second);

	if (length < 0 || (size_t)length >= sizeof(path))
		return -ENAMETOOLONG;
	(void)memcpy(walk->rest, path, (size_t)length + 1);
	walk->done[0] = '\0';
	cleanup_close(&walk->fd);
	walk->fd = openat(walk->root_fd, ".", WALK_FLAGS | O_DIRECTORY);
	return walk->fd < 0 ? -errno : 0;
}

/* The kernel's ".." would be wherever the directory has been moved to meanwhile. */
static int go_up(struct tree_walk *walk, const char *rest)
{
	char *slash = strrchr(walk->done, '/');

	if (slash != NULL)
		*slash = '\0';
	return restart(walk, "", rest);
}

/* Links of procfs may be magic; only their text is read, but that means something else. */
static int link_follow(struct tree_walk *walk, int link_fd, const char *rest)
{
	char target[PATH_MAX];
	struct statfs status;
	ssize_t length;

	if (walk->links == TREE_WALK_NO_LINKS || ++walk->link_count > LINKS_MAX)
		return -ELOOP;
	if (fstatfs(link_fd, &status) < 0)
		return -errno;
	if (status.f_type == PROC_SUPER_MAGIC)
		return -ELOOP;
	length = readlinkat(link_fd, "", target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	if (target[0] == '/')
		walk->done[0] = '\0';
	return restart(walk, target, rest);
}

static int go_down(struct tree_walk *walk, const char *name, const char *rest)
{
	_cleanup_close_ int fd = openat(walk->fd, name, WALK_FLAGS);
	bool is_same = strcmp(name, ".") == 0;
	size_t length = strlen(walk->done);
	size_t room = sizeof(walk->done) - length;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (S_ISLNK(status.st_mode))
		return link_follow(walk, fd, rest);
	if (!is_same && (size_t)snprintf(walk->done + length, room, "/%s", name) >= room)
		return -ENAMETOOLONG;
	(void)memmove(walk->rest, rest, strlen(rest) + 1);
	cleanup_close(&walk->fd);
	walk->fd = TAKE_FD(fd);
	return 0;
}

/* Takes the first name off rest: 1 if there was one, 0 at the end. */
static int step(struct tree_walk *walk)
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	const char *end = start + strcspn(start, "/");
	char name[NAME_MAX + 1];
	int error;

	if (start == end)
		return 0;
	if (end - start > NAME_MAX)
		return -ENAMETOOLONG;
	(void)snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	if (strcmp(name, "..") == 0)
		error = go_up(walk, end);
	else
		error = go_down(walk, name, end);
	return error < 0 ? error : 1;
}

int tree_walk_open(int root_fd, const char *path, enum tree_walk_links links)
{
	struct tree_walk walk = { .root_fd = root_fd, .fd = NO_FD, .links = links };
	int result;

	if (path[0] == '\0')
		return -ENOENT;
	result = restart(&walk, "", path);
	while (result == 0 || result == 1) {
		result = step(&walk);
		if (result == 0)
			return TAKE_FD(walk.fd);
	}
	cleanup_close(&walk.fd);
	return result;
}
