/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "rootfs/shell_check.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/program_file.h"
#include "system/report.h"

#define LINKS_MAX 40 /* as the kernel has it, path_resolution(7) */

/* The jail as it will be, as far as it is open. */
struct jail_tree {
	const struct jail_sources *sources;
	const struct jail_plan *plan;
	int root_fd;
};

/* Where the shells of @usr can be: in /usr, by the links that lead there or by its name. */
static bool is_in_usr(const char *path)
{
	static const char *const directories[] = { "/usr/", "/bin/", "/sbin/" };

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		if (strncmp(path, directories[i], strlen(directories[i])) == 0)
			return true;
	return false;
}

/* A layer below an overlay may be mounted with noexec: what is executed is the overlay's file. */
static bool is_without_programs(const struct jail_plan *plan, int fd, bool is_bound)
{
	struct statvfs status;

	return (is_bound || plan->rootfs_mode == ROOTFS_READONLY ||
		plan->rootfs_mode == ROOTFS_WRITABLE) &&
	       fstatvfs(fd, &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
}

/* The last bind of the list, which is sorted, that the path is in; NULL if there is none. */
static const struct mount_entry *bind_find(const struct jail_sources *sources,
					   const struct jail_plan *plan, const char *path)
{
	const struct mount_entry *found = NULL;

	for (size_t i = 0; i < sources->mount_count; i++) {
		const struct mount_entry *entry = &plan->mounts[i];
		size_t length = strlen(entry->target);

		if (entry->kind == MOUNT_BIND && sources->mount_fds[i] >= 0 &&
		    strncmp(path, entry->target, length) == 0 &&
		    (path[length] == '/' || path[length] == '\0'))
			found = entry;
	}
	return found;
}

/* What the jail has at a path without links: a descriptor, or -errno. */
static int place_open(const struct jail_tree *tree, const char *path)
{
	const struct mount_entry *entry = bind_find(tree->sources, tree->plan, path);
	int tree_fd = tree->root_fd;

	if (entry != NULL) {
		tree_fd = tree->sources->mount_fds[entry - tree->plan->mounts];
		path += strlen(entry->target);
	}
	return path[0] == '\0' ? fcntl(tree_fd, F_DUPFD_CLOEXEC, 0)
			       : mount_target_open(tree_fd, path);
}

/* Takes '.', '..' and empty components out; none of what is before them may be a link. */
static void path_fold(char *path)
{
	char *end = path, *rest = path;

	while (*rest != '\0') {
		size_t length = strcspn(rest + 1, "/");

		if (length == 2 && strncmp(rest + 1, "..", 2) == 0) {
			while (end > path && *--end != '/')
				continue;
		} else if (length > 0 && !(length == 1 && rest[1] == '.')) {
			(void)memmove(end, rest, length + 1);
			end += length + 1;
		}
		rest += length + 1;
	}
	*end = '\0';
}

/* Puts a link's text in the place of its name, the path's component from start to end. */
static bool link_replace(char path[PATH_MAX], size_t start, size_t end, const char *link)
{
	char changed[PATH_MAX];
	size_t kept = link[0] == '/' ? 0 : start;
	int length = snprintf(changed, sizeof(changed), "%.*s%s%s%s", (int)kept, path,
			      kept == 0 && link[0] == '/' ? "" : "/", link, path + end);

	if (length < 0 || (size_t)length >= sizeof(changed))
		return false;
	(void)memcpy(path, changed, (size_t)length + 1);
	path_fold(path);
	return true;
}

/* False at a name that is no link. A place to mount on is none. */
static bool link_read(const struct jail_tree *tree, const char *path, size_t start, size_t end,
		      char link[PATH_MAX])
{
	_cleanup_close_ int parent_fd = NO_FD;
	char parent[PATH_MAX], name[PATH_MAX];
	const struct mount_entry *entry;
	ssize_t length;

	(void)snprintf(name, sizeof(name), "%.*s", (int)end, path);
	entry = bind_find(tree->sources, tree->plan, name);
	if (entry != NULL && strcmp(entry->target, name) == 0)
		return false;
	(void)snprintf(parent, sizeof(parent), "%.*s", (int)start, path);
	parent_fd = place_open(tree, parent);
	if (parent_fd < 0)
		return false;
	length = readlinkat(parent_fd, name + start + 1, link, PATH_MAX - 1);
	link[length > 0 ? length : 0] = '\0';
	return length > 0;
}

/* Follows the first link in the path. False if there is none. */
static bool link_follow(const struct jail_tree *tree, char path[PATH_MAX])
{
	char link[PATH_MAX];
	size_t start = 0, end;

	for (; path[start] != '\0'; start = end) {
		end = start + 1 + strcspn(path + start + 1, "/");
		if (link_read(tree, path, start, end, link))
			return link_replace(path, start, end, link);
	}
	return false;
}

/* A link may lead from the rootfs into a bind, and from there to anywhere. */
static int shell_open(const struct jail_tree *tree, const char *shell, bool *ret_is_bound)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s", shell);

	if (shell[0] != '/' || length < 0 || (size_t)length >= sizeof(path))
		return -ENOENT;
	path_fold(path);
	for (int i = 0; i < LINKS_MAX && link_follow(tree, path); i++)
		continue;
	*ret_is_bound = bind_find(tree->sources, tree->plan, path) != NULL;
	if (!*ret_is_bound && tree->plan->rootfs_kind == ROOTFS_USR && !is_in_usr(path))
		return -ENOENT;
	return place_open(tree, path);
}

/* For @usr the host's own tree answers: it has the same links. */
int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		const struct request *request, struct report *report)
{
	const char *shell = request->shell[0] != '\0' ? request->shell : "/bin/sh";
	_cleanup_close_ int host_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct jail_tree tree = { sources, plan,
					sources->rootfs_fd >= 0 ? sources->rootfs_fd : host_fd };
	_cleanup_close_ int fd = NO_FD;
	struct stat status = { .st_mode = 0 };
	bool is_bound = false;

	/* Nothing is there: whoever is sent to @empty is served by internal-sftp, not by a shell.
	 */
	if (plan->rootfs_kind == ROOTFS_EMPTY)
		return 0;
	fd = shell_open(&tree, shell, &is_bound);
	if (fd < 0 || fstat(fd, &status) < 0)
		return report_error(report, fd < 0 ? -fd : errno, "rootfs '%s': shell '%s'",
				    plan->rootfs, shell);
	if (!S_ISREG(status.st_mode) || (status.st_mode & 0111) == 0)
		return report_error(report, EACCES, "rootfs '%s': shell '%s' is no program",
				    plan->rootfs, shell);
	if (is_without_programs(plan, fd, is_bound))
		return report_error(report, EACCES,
				    "rootfs '%s': shell '%s' is on a mount with noexec",
				    plan->rootfs, shell);
	if (program_file_is_foreign(fd))
		return report_error(report, ENOEXEC,
				    "rootfs '%s': shell '%s' is a program for another machine",
				    plan->rootfs, shell);
	return 0;
}
