/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is mounted below a mount: an overlay shows nothing of that, so it is put on top again.
 * It must never: follow a link on the way to a place.
 */
#pragma once

/*
 * Clones every mount below base_fd (the root of an attached mount), read-only, and attaches each
 * in root_fd at the place that it has there (proc_pid_mountinfo(5)). 0 or -errno.
 */
int submounts_attach(int base_fd, int root_fd);
