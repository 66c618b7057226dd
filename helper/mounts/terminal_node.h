/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A console or serial line of the host in the jail's own /dev, for as long as its session lasts:
 * login(1) of util-linux opens its terminal by path once more. A node of its own, and no mount of
 * the host's: nothing is mounted in a live jail, and it can be taken away. It is root's, of the
 * user's group: whoever has tied it to another place has nothing when it is withdrawn.
 * It must never: follow a link, or touch what is no node of this room's.
 */
#pragma once

#include <sys/types.h>

#include "system/terminal.h"

struct terminal_node {
	char name[TERMINAL_NAME_SIZE]; /* "": none */
	ino_t inode;		       /* 0: something of the plan's, which stays */
};

/*
 * Makes the node in devices_fd, a mount of the jail's /dev that can be written, in the place of one
 * that a session has left. Nobody may open it yet. What is mounted there by the plan stays. Needs
 * CAP_MKNOD and CAP_CHOWN. 0, -EEXIST for a name that the jail has something else by, or -errno.
 */
int terminal_node_make(int devices_fd, const struct terminal *terminal, gid_t gid);

/* From here on the group opens it. For root, without capabilities. 0 or -errno. */
int terminal_node_grant(struct terminal_node *ret_node, int devices_fd, const char *name);

/* Closes it for everybody, wherever it is seen, and removes it. For root, without capabilities. */
void terminal_node_withdraw(const struct terminal_node *node, int devices_fd);
