/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "rootfs/shell_path.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define LINKS_MAX 40 /* as the kernel has it, path_resolution(7) */

struct shell_path {
	const struct jail_sources *sources;
	const struct jail_plan *plan;
	const struct request *request;
	unsigned int link_count;
	char done[PATH_MAX]; /* below the rootfs, free of links */
	char rest[PATH_MAX];
};

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

/* As the jail will have them: a rootfs of the range's own has the host's side of it on disk. */
static void owners_find(const struct shell_path *path, const struct stat *status, uid_t *ret_uid,
			gid_t *ret_gid)
{
	const struct idmap *idmap = &path->sources->idmap;
	bool is_shifted = idmap->is_active && !path->sources->is_rootfs_mapped;

	*ret_uid = status->st_uid - (is_shifted ? idmap->uid_base : 0);
	*ret_gid = status->st_gid - (is_shifted ? idmap->gid_base : 0);
}

static bool is_in_group(const struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return true;
	return request->gid == gid;
}

static bool may_execute(const struct shell_path *path, int fd, const struct stat *status)
{
	uid_t uid;
	gid_t gid;
	mode_t bit = S_IXOTH;

	owners_find(path, status, &uid, &gid);
	if (uid == path->request->uid)
		bit = S_IXUSR;
	else if (is_in_group(path->request, gid))
		bit = S_IXGRP;
	return (status->st_mode & bit) != 0 || has_acl(fd);
}

/* The root of an overlay has the mode of its upper directory, and so may have all that is in it. */
static bool is_of_overlay(const struct shell_path *path)
{
	_cleanup_close_ int fd = NO_FD;
	char upper[PATH_MAX + sizeof("upper/")];

	if (path->plan->rootfs_mode != ROOTFS_OVERLAY && path->plan->rootfs_mode != ROOTFS_VOLATILE)
		return false;
	if (path->done[0] == '\0')
		return true;
	if (path->sources->changes_fd < 0)
		return false;
	(void)snprintf(upper, sizeof(upper), "upper/%s", path->done);
	fd = mount_target_open(path->sources->changes_fd, upper);
	return fd >= 0;
}

/* From there on it is not the rootfs that is seen. */
static bool is_mounted_on(const struct shell_path *path)
{
	for (size_t i = 0; i < path->plan->mount_count; i++)
		if (path->plan->mounts[i].kind != MOUNT_MASK &&
		    strcmp(path->plan->mounts[i].target + 1, path->done) == 0)
			return true;
	return false;
}

static int fault_report(const struct shell_path *path, const struct stat *status,
			struct report *report)
{
	const char *rootfs = path->plan->rootfs;

	return S_ISDIR(status->st_mode)
		       ? report_error(report, EACCES,
				      "rootfs '%s': user '%s' may not search '%s/%s' (mode %04o), "
				      "on the way to his shell",
				      rootfs, path->request->user, rootfs, path->done,
				      status->st_mode & 07777)
		       : report_error(report, EACCES,
				      "rootfs '%s': user '%s' may not execute '%s/%s' (mode %04o), "
				      "his shell",
				      rootfs, path->request->user, rootfs, path->done,
				      status->st_mode & 07777);
}

/* Where the path stands. 1 if there is nothing there, which is not for us to say. */
static int place_check(const struct shell_path *path, struct report *report)
{
	_cleanup_close_ int fd = mount_target_open(path->sources->rootfs_fd,
						   path->done[0] != '\0' ? path->done : ".");
	struct stat status;

	if (is_mounted_on(path) || fd < 0 || fstat(fd, &status) < 0)
		return 1;
	if (may_execute(path, fd, &status) || is_of_overlay(path))
		return 0;
	return fault_report(path, &status, report);
}

static void go_up(struct shell_path *path)
{
	char *slash = strrchr(path->done, '/');

	*(slash != NULL ? slash : path->done) = '\0';
}

/* Puts the link's text before what is left. False if it is too long, or one too many. */
static bool link_follow(struct shell_path *path, const char *target)
{
	char rest[PATH_MAX];
	int length = snprintf(rest, sizeof(rest), "%s/%s", target, path->rest);

	if (length < 0 || (size_t)length >= sizeof(rest) || ++path->link_count > LINKS_MAX)
		return false;
	(void)memcpy(path->rest, rest, (size_t)length + 1);
	if (target[0] == '/')
		path->done[0] = '\0';
	else
		go_up(path);
	return true;
}

/* One component further. False at the end, or where there is no way. */
static bool step(struct shell_path *path, const char *name)
{
	char target[PATH_MAX];
	size_t length = strlen(path->done);
	ssize_t link_length;

	if (strcmp(name, ".") == 0)
		return true;
	if (strcmp(name, "..") == 0) {
		go_up(path);
		return true;
	}
	if (length + strlen(name) + 2 > sizeof(path->done))
		return false;
	(void)snprintf(path->done + length, sizeof(path->done) - length, "%s%s",
		       length > 0 ? "/" : "", name);
	link_length = readlinkat(path->sources->rootfs_fd, path->done, target, sizeof(target) - 1);
	if (link_length < 0)
		return errno == EINVAL;
	target[link_length] = '\0';
	return link_follow(path, target);
}

/* Takes the next component off the rest. */
static bool component_take(struct shell_path *path, char *ret_name)
{
	const char *start = path->rest + strspn(path->rest, "/");
	size_t length = strcspn(start, "/");

	if (length == 0 || length > NAME_MAX)
		return false;
	(void)memcpy(ret_name, start, length);
	ret_name[length] = '\0';
	(void)memmove(path->rest, start + length, strlen(start + length) + 1);
	return true;
}

int shell_path_check(const struct jail_sources *sources, const struct jail_plan *plan,
		     const struct request *request, struct report *report)
{
	struct shell_path path = { .sources = sources, .plan = plan, .request = request };
	char name[NAME_MAX + 1];
	int outcome;

	if (plan->rootfs_kind != ROOTFS_PATH)
		return 0;
	(void)snprintf(path.rest, sizeof(path.rest), "%s", shell_of(request));
	outcome = place_check(&path, report);
	while (outcome == 0 && component_take(&path, name) && step(&path, name))
		outcome = place_check(&path, report);
	return outcome < 0 ? outcome : 0;
}
