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

/* In what is bound at or above the path: a descriptor, or -errno; -ENOENT also if nothing is. */
static int bound_open(const struct jail_sources *sources, const struct jail_plan *plan,
		      const char *path)
{
	const struct mount_entry *entry = bind_find(sources, plan, path);
	const char *rest;
	int tree_fd;

	if (entry == NULL)
		return -ENOENT;
	tree_fd = sources->mount_fds[entry - plan->mounts];
	rest = path + strlen(entry->target);
	if (rest[0] == '\0')
		return fcntl(tree_fd, F_DUPFD_CLOEXEC, 0);
	return mount_target_follow(tree_fd, rest);
}

/* "/bin/fish" where /bin is a link to usr/bin: no bind can be on a link. False if it is none. */
static bool link_resolve(int root_fd, const char *path, char resolved[PATH_MAX])
{
	char name[NAME_MAX + 1], link[PATH_MAX];
	size_t length = strcspn(path + 1, "/");
	ssize_t link_length;
	int written;

	if (path[0] != '/' || length > NAME_MAX)
		return false;
	(void)snprintf(name, sizeof(name), "%.*s", (int)length, path + 1);
	link_length = readlinkat(root_fd, name, link, sizeof(link) - 1);
	if (link_length <= 0)
		return false;
	link[link_length] = '\0';
	written = snprintf(resolved, PATH_MAX, "%s%s%s", link[0] == '/' ? "" : "/", link,
			   path + 1 + length);
	return written > 0 && written < PATH_MAX;
}

static int shell_open(const struct jail_sources *sources, const struct jail_plan *plan, int root_fd,
		      const char *shell, bool *ret_is_bound)
{
	char resolved[PATH_MAX];
	int fd = bound_open(sources, plan, shell);

	if (fd < 0 && link_resolve(root_fd, shell, resolved))
		fd = bound_open(sources, plan, resolved);
	*ret_is_bound = fd >= 0;
	if (fd >= 0)
		return fd;
	if (plan->rootfs_kind == ROOTFS_USR && !is_in_usr(shell))
		return -ENOENT;
	return mount_target_follow(root_fd, shell);
}

/* For @usr the host's own tree answers: it has the same links. */
int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		const struct request *request, struct report *report)
{
	const char *shell = request->shell[0] != '\0' ? request->shell : "/bin/sh";
	_cleanup_close_ int host_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd = NO_FD;
	struct stat status = { .st_mode = 0 };
	bool is_bound = false;

	/* Nothing is there: whoever is sent to @empty is served by internal-sftp, not by a shell.
	 */
	if (plan->rootfs_kind == ROOTFS_EMPTY)
		return 0;
	fd = shell_open(sources, plan, sources->rootfs_fd >= 0 ? sources->rootfs_fd : host_fd,
			shell, &is_bound);
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
