/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "rootfs/walk_ground.h"

#include <fcntl.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#include "shared/cleanup.h"
#include "shared/request.h"

#define ACL_ENTRIES_MAX 128

/* To the next component, past slashes and "." */
static const char *component_next(const char *path)
{
	path += strspn(path, "/");
	while (path[0] == '.' && (path[1] == '/' || path[1] == '\0'))
		path += 1 + strspn(path + 1, "/");
	return path;
}

/* True if path is parent or lies below it, however they are spelled; neither holds "..". */
bool walk_path_is_below(const char *path, const char *parent)
{
	size_t length;

	for (;;) {
		path = component_next(path);
		parent = component_next(parent);
		length = strcspn(parent, "/");
		if (length == 0)
			return true;
		if (length != strcspn(path, "/") || strncmp(path, parent, length) != 0)
			return false;
		path += length;
		parent += length;
	}
}

bool walk_ground_is_home(const struct walk_ground *ground, const char *path)
{
	const char *home = ground->request->home;

	return *component_next(home) != '\0' && walk_path_is_below(path, home);
}

static bool is_group_of_user(const struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return true;
	return request->gid == gid;
}

/*
 * Distributions give /usr/local to an administrators' group and /var/log to the log daemon's. Their
 * members could spoil the host just as well, so only a user who is one of them is in the way.
 */
static mode_t forbidden_mode(const struct walk_ground *ground, const char *path,
			     const struct stat *status, bool is_record)
{
	if (is_record && !S_ISDIR(status->st_mode))
		return S_IWOTH;
	if ((walk_path_is_below(path, "usr/local") ||
	     (is_record && strcmp(path, "var/log") == 0)) &&
	    !ground->has_own_groups && !is_group_of_user(ground->request, status->st_gid))
		return S_IWOTH;
	return S_IWGRP | S_IWOTH;
}

/* Somebody whom the list names has the right to write; the group's bits are its mask (acl(5)). */
static bool entries_grant_write(const struct posix_acl_xattr_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((entries[i].e_tag == ACL_USER || entries[i].e_tag == ACL_GROUP) &&
		    (entries[i].e_perm & ACL_WRITE) != 0)
			return true;
	return false;
}

/* What can not be read is a doubt. */
static bool acl_grants_write(const struct walk_ground *ground, const char *path)
{
	struct {
		struct posix_acl_xattr_header header;
		struct posix_acl_xattr_entry entries[ACL_ENTRIES_MAX];
	} acl;
	const struct open_how how = { .flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
				      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	_cleanup_close_ int fd = openat2(ground->rootfs_fd, path, &how, sizeof(how));
	char self[64];
	ssize_t length;

	if (fd < 0)
		return true;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	length = getxattr(self, "system.posix_acl_access", &acl, sizeof(acl));
	if (length < 0)
		return errno != ENODATA && errno != EOPNOTSUPP;
	if (length < (ssize_t)sizeof(acl.header))
		return true;
	return entries_grant_write(acl.entries,
				   ((size_t)length - sizeof(acl.header)) / sizeof(acl.entries[0]));
}

bool walk_ground_trusts(const struct walk_ground *ground, const char *path,
			const struct stat *status, bool is_record)
{
	mode_t others = status->st_mode & (S_IWGRP | S_IWOTH);

	if (status->st_uid != 0 || others == 0)
		return status->st_uid == 0;
	return (others & forbidden_mode(ground, path, status, is_record)) == 0 &&
	       !acl_grants_write(ground, path);
}
