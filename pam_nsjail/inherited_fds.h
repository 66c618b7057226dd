/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Directories of the host that the application has open, perhaps without knowing: su(1) hands on
 * whatever it was started with. In the jail ".." would lead from them to the host's root.
 * It must never: touch a descriptor that is no directory.
 */
#pragma once

struct reason;

/*
 * Makes every open directory close on exec; 0, 1 and 2, which the application means to hand on,
 * must not be one. task_fd is a directory of /proc/thread-self. 0, or -errno with the cause in
 * reason.
 */
int inherited_fds_check(int task_fd, struct reason *reason);
