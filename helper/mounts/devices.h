/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's own /dev: six harmless nodes, its own devpts and message queues, the caller's terminal
 * as /dev/console, a socket of the keeper's as /dev/log; read-only once it is filled.
 * It must never: show a node of the host besides.
 */
#pragma once

struct jail_build;

/*
 * Makes and mounts /dev, with places for what is mounted below it; build's devices_fd is another
 * mount of it, which can be written and which nobody sees. 0 or -errno.
 */
int devices_mount(struct jail_build *build);

/*
 * Mounts /dev/pts and /dev/mqueue, after the pivot, in the jail's namespaces: their user namespace
 * must own them, or a pty login dies. 0, or -errno with the reason in report.
 */
int devices_file_systems_mount(struct jail_build *build);
