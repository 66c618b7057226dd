/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories of the host that the application has open, perhaps without knowing: su(1) hands on
 * whatever it was started with. In the jail ".." would lead from them to the host's root.
 * It must never: touch a descriptor that is no directory.
 */
#pragma once

#include <stddef.h>

struct reason;

/* Numbers of descriptors, which are the application's. */
struct inherited_fds {
	int *directories;
	size_t count;
};

/*
 * Finds the open directories. task_fd is a directory of /proc/thread-self. 0, or -errno with the
 * cause in reason; found is to be cleared in any case.
 */
int inherited_fds_find(struct inherited_fds *found, int task_fd, struct reason *reason);

/*
 * Makes each of them close on exec; 0, 1 and 2, which the application means to hand on, must not be
 * among them (-EISDIR). 0, or -errno with the cause in reason.
 */
int inherited_fds_hide(const struct inherited_fds *found, struct reason *reason);

void inherited_fds_clear(struct inherited_fds *found);
