/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is mounted below a mount: an overlay shows nothing of that, so it is put on top again.
 * It must never: follow a link on the way to a place.
 */
#pragma once

/*
 * Moves every mount that hangs below base_fd (the root of an attached mount of our own) to the
 * place in root_fd that it has there, with all below it (proc_pid_mountinfo(5)). 0 or -errno.
 */
int submounts_attach(int base_fd, int root_fd);
