/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's terminals in the jail's /dev; see terminal_node.h. */
#include "mounts/terminal_node.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/cleanup.h"

enum { MODE_CLOSED = 0, MODE_OPEN = 0660 };

static bool is_name(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

static int node_look(int devices_fd, const char *name, struct stat *ret_status)
{
	if (!is_name(name))
		return -EINVAL;
	return fstatat(devices_fd, name, ret_status, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* The other nodes of a jail are open to everybody. */
static bool is_ours(const struct stat *status)
{
	mode_t mode = status->st_mode & 07777;

	return S_ISCHR(status->st_mode) && status->st_uid == 0 &&
	       (mode == MODE_CLOSED || mode == MODE_OPEN);
}

static int node_close(int devices_fd, const char *name)
{
	return fchmodat(devices_fd, name, MODE_CLOSED, 0) < 0 || unlinkat(devices_fd, name, 0) < 0
		       ? -errno
		       : 0;
}

/* 0: the place is free; 1: the plan has mounted something there; or -errno. */
static int place_clear(int devices_fd, const struct terminal *terminal)
{
	struct stat status;
	int error = node_look(devices_fd, terminal->name, &status);

	if (error < 0)
		return error == -ENOENT ? 0 : error;
	if (S_ISREG(status.st_mode))
		return 1;
	if (!is_ours(&status) || status.st_rdev != terminal->device)
		return -EEXIST;
	return node_close(devices_fd, terminal->name);
}

int terminal_node_make(int devices_fd, const struct terminal *terminal, gid_t gid)
{
	int outcome = place_clear(devices_fd, terminal);

	if (outcome != 0)
		return outcome < 0 ? outcome : 0;
	if (mknodat(devices_fd, terminal->name, S_IFCHR | MODE_CLOSED, terminal->device) < 0)
		return -errno;
	return fchownat(devices_fd, terminal->name, 0, gid, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

int terminal_node_grant(struct terminal_node *ret_node, int devices_fd, const char *name)
{
	struct terminal_node node = { .inode = 0 };
	struct stat status;
	int error = node_look(devices_fd, name, &status);

	if (error < 0)
		return error;
	if (snprintf(node.name, sizeof(node.name), "%s", name) >= (int)sizeof(node.name))
		return -ENAMETOOLONG;
	if (!S_ISREG(status.st_mode)) {
		if (!is_ours(&status))
			return -EEXIST;
		if (fchmodat(devices_fd, name, MODE_OPEN, 0) < 0)
			return -errno;
		node.inode = status.st_ino;
	}
	*ret_node = node;
	return 0;
}

/* A later session on the same terminal has another one by that name. */
void terminal_node_withdraw(const struct terminal_node *node, int devices_fd)
{
	struct stat status;

	if (node->inode == 0 || node_look(devices_fd, node->name, &status) < 0)
		return;
	if (is_ours(&status) && status.st_ino == node->inode)
		(void)node_close(devices_fd, node->name);
}
