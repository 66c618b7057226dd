/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Goes to the shell as the kernel would, one component at a time, each opened below the last one.
 * What it promises stands in the header.
 */
#include "rootfs/shell_check.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/program_file.h"
#include "system/report.h"

#define LINKS_MAX 40 /* as the kernel has it, path_resolution(7) */

struct shell_walk {
	const struct jail_sources *sources;
	const struct jail_plan *plan;
	const struct request *request;
	int root_fd; /* the rootfs's, borrowed */
	int fd;	     /* of what is at DONE; NO_FD where only binds are below it */
	bool is_bound;
	bool is_judged; /* whether the user's rights to DONE are known here */
	unsigned int link_count;
	char done[PATH_MAX]; /* "" or a path with a slash before each name, free of links */
	char rest[PATH_MAX];
};

static void walk_clear(struct shell_walk *walk)
{
	cleanup_close(&walk->fd);
}

static const char *shell_of(const struct request *request)
{
	return request->shell[0] != '\0' ? request->shell : "/bin/sh";
}

static bool has_acl(int fd)
{
	char self[64];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	return getxattr(self, "system.posix_acl_access", NULL, 0) > 0;
}

/*
 * As the jail will have them: a rootfs of the range's own has the host's side of it on disk, and
 * the ids of one that is mapped are the jail's. What the jail has no id for is nobody's there.
 */
static void owners_find(const struct shell_walk *walk, const struct stat *status, uid_t *ret_uid,
			gid_t *ret_gid)
{
	const struct idmap *idmap = &walk->sources->idmap;
	bool is_shifted = idmap->is_active && !walk->sources->is_rootfs_mapped;

	*ret_uid = is_shifted ? idmap_uid_inside(idmap, status->st_uid) : status->st_uid;
	*ret_gid = is_shifted				  ? idmap_gid_inside(idmap, status->st_gid)
		   : idmap_has_gid(idmap, status->st_gid) ? status->st_gid
							  : IDMAP_NO_PLACE;
}

static bool is_in_group(const struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return true;
	return request->gid == gid;
}

static bool may_execute(const struct shell_walk *walk, const struct stat *status)
{
	uid_t uid;
	gid_t gid;
	mode_t bit = S_IXOTH;

	owners_find(walk, status, &uid, &gid);
	if (uid == walk->request->uid)
		bit = S_IXUSR;
	else if (is_in_group(walk->request, gid))
		bit = S_IXGRP;
	return (status->st_mode & bit) != 0 || has_acl(walk->fd);
}

/* The root of an overlay has the mode of its upper directory, and so may have all that is in it. */
static bool is_of_overlay(const struct shell_walk *walk)
{
	_cleanup_close_ int fd = NO_FD;
	char upper[PATH_MAX + sizeof("upper")];

	if (walk->plan->rootfs_mode != ROOTFS_OVERLAY && walk->plan->rootfs_mode != ROOTFS_VOLATILE)
		return false;
	if (walk->done[0] == '\0')
		return true;
	if (walk->sources->changes_fd < 0)
		return false;
	(void)snprintf(upper, sizeof(upper), "upper%s", walk->done);
	fd = mount_target_open(walk->sources->changes_fd, upper);
	return fd >= 0;
}

/* From there on it is not the rootfs that is seen. */
static bool is_mounted_on(const struct shell_walk *walk)
{
	for (size_t i = 0; i < walk->plan->mount_count; i++)
		if (walk->plan->mounts[i].kind != MOUNT_MASK &&
		    strcmp(walk->plan->mounts[i].target, walk->done) == 0)
			return true;
	return false;
}

static int fault_report(const struct shell_walk *walk, const struct stat *status,
			struct report *report)
{
	const char *rootfs = walk->plan->rootfs;
	const char *done = walk->done[0] != '\0' ? walk->done : "/";

	return S_ISDIR(status->st_mode)
		       ? report_error(report, EACCES,
				      "rootfs '%s': user '%s' may not search '%s%s' (mode %04o), "
				      "on the way to his shell",
				      rootfs, walk->request->user, rootfs, done,
				      status->st_mode & 07777)
		       : report_error(report, EACCES,
				      "rootfs '%s': user '%s' may not execute '%s%s' (mode %04o), "
				      "his shell",
				      rootfs, walk->request->user, rootfs, done,
				      status->st_mode & 07777);
}

static int right_check(const struct shell_walk *walk, const struct stat *status,
		       struct report *report)
{
	return !walk->is_judged || may_execute(walk, status) || is_of_overlay(walk)
		       ? 0
		       : fault_report(walk, status, report);
}

/* Whether the user may pass where the walk stands. 0, or -EACCES with the place in report. */
static int place_judge(struct shell_walk *walk, struct report *report)
{
	struct stat status;

	if (!walk->is_judged || walk->fd < 0)
		return 0;
	walk->is_judged = !is_mounted_on(walk) && fstat(walk->fd, &status) == 0;
	return walk->is_judged && S_ISDIR(status.st_mode) ? right_check(walk, &status, report) : 0;
}

static int place_take(struct shell_walk *walk, int fd)
{
	if (fd < 0)
		return fd;
	cleanup_close(&walk->fd);
	walk->fd = fd;
	return 0;
}

/* To the root, with REST to go. */
static int walk_restart(struct shell_walk *walk, struct report *report)
{
	int error = place_take(walk, fcntl(walk->root_fd, F_DUPFD_CLOEXEC, 0));

	walk->done[0] = '\0';
	walk->is_bound = false;
	walk->is_judged = walk->plan->rootfs_kind == ROOTFS_PATH;
	return error < 0 ? -errno : place_judge(walk, report);
}

/* False if it is too long. */
static bool rest_prepend(struct shell_walk *walk, const char *path)
{
	char rest[PATH_MAX];
	int length = snprintf(rest, sizeof(rest), "%s/%s", path, walk->rest);

	if (length < 0 || (size_t)length >= sizeof(rest))
		return false;
	(void)memcpy(walk->rest, rest, (size_t)length + 1);
	return true;
}

/* What is done is free of links, so the way up is the way that is written there. */
static int go_up(struct shell_walk *walk, struct report *report)
{
	char parent[PATH_MAX];
	char *slash;

	(void)memcpy(parent, walk->done, sizeof(parent));
	slash = strrchr(parent, '/');
	*(slash != NULL ? slash : parent) = '\0';
	return rest_prepend(walk, parent) ? walk_restart(walk, report) : -ENAMETOOLONG;
}

static int link_follow(struct shell_walk *walk, const char *name, struct report *report)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(walk->fd, name, target, sizeof(target) - 1);

	if (length < 0)
		return -errno;
	target[length] = '\0';
	if (++walk->link_count > LINKS_MAX)
		return -ELOOP;
	if (!rest_prepend(walk, target))
		return -ENAMETOOLONG;
	return target[0] == '/' ? walk_restart(walk, report) : 0;
}

/* What is bound there, or NULL; the last one that is, should there be more. */
static const int *bind_find(const struct shell_walk *walk, const char *path)
{
	const int *found = NULL;

	for (size_t i = 0; i < walk->sources->mount_count; i++)
		if (walk->plan->mounts[i].kind == MOUNT_BIND && walk->sources->mount_fds[i] >= 0 &&
		    strcmp(walk->plan->mounts[i].target, path) == 0)
			found = &walk->sources->mount_fds[i];
	return found;
}

/* The rootfs need not have the directories on the way to a bind. */
static bool leads_to_bind(const struct shell_walk *walk, const char *path)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < walk->sources->mount_count; i++)
		if (walk->plan->mounts[i].kind == MOUNT_BIND && walk->sources->mount_fds[i] >= 0 &&
		    strncmp(walk->plan->mounts[i].target, path, length) == 0 &&
		    walk->plan->mounts[i].target[length] == '/')
			return true;
	return false;
}

/* A place to mount on is no link. */
static int child_open(struct shell_walk *walk, const char *path, const char *name)
{
	const int *bind_fd = bind_find(walk, path);
	int fd = walk->fd < 0 ? -ENOENT : NO_FD;

	if (bind_fd != NULL) {
		walk->is_bound = true;
		walk->is_judged = false;
		fd = fcntl(*bind_fd, F_DUPFD_CLOEXEC, 0);
		return place_take(walk, fd < 0 ? -errno : fd);
	}
	if (walk->fd >= 0)
		fd = mount_target_open(walk->fd, name);
	if (fd == -ENOENT && leads_to_bind(walk, path)) {
		cleanup_close(&walk->fd);
		walk->fd = NO_FD;
		return 0;
	}
	return place_take(walk, fd);
}

/* One component further. 0, or -errno, with the reason in report if it is not the path's. */
static int step(struct shell_walk *walk, const char *name, struct report *report)
{
	char path[PATH_MAX];
	int length, error;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0)
		return go_up(walk, report);
	length = snprintf(path, sizeof(path), "%s/%s", walk->done, name);
	if (length < 0 || (size_t)length >= sizeof(path))
		return -ENAMETOOLONG;
	error = child_open(walk, path, name);
	if (error == -ELOOP)
		return link_follow(walk, name, report);
	if (error < 0)
		return error;
	(void)memcpy(walk->done, path, (size_t)length + 1);
	return place_judge(walk, report);
}

/* Takes the next component off the rest. 1, 0 at the end, or -errno. */
static int component_take(struct shell_walk *walk, char ret_name[NAME_MAX + 1])
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");

	if (length > NAME_MAX)
		return -ENAMETOOLONG;
	(void)memcpy(ret_name, start, length);
	ret_name[length] = '\0';
	(void)memmove(walk->rest, start + length, strlen(start + length) + 1);
	return length > 0;
}

/* Where the shells of @usr can be: in /usr, by the links that lead there or by its name. */
static bool is_in_usr(const char *path)
{
	static const char *const directories[] = { "/usr/", "/bin/", "/sbin/" };

	for (size_t i = 0; i < ARRAY_SIZE(directories); i++)
		if (strncmp(path, directories[i], strlen(directories[i])) == 0)
			return true;
	return false;
}

/* A link may lead from the rootfs into a bind, and from there to anywhere. */
static int walk_run(struct shell_walk *walk, const char *shell, struct report *report)
{
	char name[NAME_MAX + 1];
	int result;

	if (shell[0] != '/' || strlen(shell) >= sizeof(walk->rest))
		return -ENOENT;
	(void)memcpy(walk->rest, shell, strlen(shell) + 1);
	result = walk_restart(walk, report);
	while (result == 0 && (result = component_take(walk, name)) > 0)
		result = step(walk, name, report);
	if (result < 0)
		return result;
	if (!walk->is_bound && walk->plan->rootfs_kind == ROOTFS_USR && !is_in_usr(walk->done))
		return -ENOENT;
	return walk->fd < 0 ? -ENOENT : 0;
}

/* A layer below an overlay may be mounted with noexec: what is executed is the overlay's file. */
static bool is_without_programs(const struct shell_walk *walk)
{
	enum rootfs_mode mode = walk->plan->rootfs_mode;
	struct statvfs status;

	return (walk->is_bound || mode == ROOTFS_READONLY || mode == ROOTFS_WRITABLE) &&
	       fstatvfs(walk->fd, &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
}

static int program_check(const struct shell_walk *walk, const char *shell, struct report *report)
{
	const char *rootfs = walk->plan->rootfs;
	struct stat status;

	if (fstat(walk->fd, &status) < 0)
		return report_error(report, errno, "rootfs '%s': shell '%s'", rootfs, shell);
	if (!S_ISREG(status.st_mode) || (status.st_mode & 0111) == 0)
		return report_error(report, EACCES, "rootfs '%s': shell '%s' is no program", rootfs,
				    shell);
	if (is_without_programs(walk))
		return report_error(report, EACCES,
				    "rootfs '%s': shell '%s' is on a mount with noexec", rootfs,
				    shell);
	if (program_file_is_foreign(walk->fd))
		return report_error(report, ENOEXEC,
				    "rootfs '%s': shell '%s' is a program for another machine",
				    rootfs, shell);
	return right_check(walk, &status, report);
}

/*
 * For @usr the host's own tree answers: it has the same links. Nothing is in @empty: whoever is
 * sent there is served by internal-sftp, not by a shell.
 */
int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		const struct request *request, struct report *report)
{
	const char *shell = shell_of(request);
	_cleanup_close_ int host_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	__attribute__((cleanup(walk_clear))) struct shell_walk walk = {
		.sources = sources,
		.plan = plan,
		.request = request,
		.root_fd = sources->rootfs_fd >= 0 ? sources->rootfs_fd : host_fd,
		.fd = NO_FD,
	};
	int error;

	if (plan->rootfs_kind == ROOTFS_EMPTY)
		return 0;
	error = walk_run(&walk, shell, report);
	if (error < 0)
		return report->text[0] != '\0'
			       ? error
			       : report_error(report, -error, "rootfs '%s': shell '%s'",
					      plan->rootfs, shell);
	return program_check(&walk, shell, report);
}
