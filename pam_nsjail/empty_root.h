/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A directory with nothing in it for a process that can not leave a jail: once its session is
 * closed it sees this in the place of the tenant's tree. It is the root of a file system that is
 * mounted nowhere, so that a process of the tenant's that holds it, too, gets to nowhere from it.
 * It must never: be a directory of the host's tree, where ".." leads to the host's root.
 */
#pragma once

#include <sys/types.h>

struct empty_root {
	int fd; /* O_PATH, as fsmount(2) makes it */
	dev_t device;
	ino_t inode;
};

/* Makes it safe for empty_root_clear. */
void empty_root_init(struct empty_root *root);

/*
 * Before the join: it takes the host's root. Nobody can write into it, and nobody but the host's
 * root can read it. 0 or -errno.
 */
int empty_root_make(struct empty_root *root);

/*
 * Makes it root and working directory of this process, and verifies that. Needs CAP_SYS_CHROOT in
 * the process's user namespace. 0 or -errno; -ESTALE if the application has closed the descriptor.
 */
int empty_root_enter(const struct empty_root *root);

/* Closes it; a process that is in it stays there. */
void empty_root_clear(struct empty_root *root);
