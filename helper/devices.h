/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's own /dev: six harmless nodes, its own devpts and message queues, the caller's terminal
 * as /dev/console, the host's log socket as /dev/log; read-only once it is filled.
 * It must never: show a node of the host besides.
 */
#pragma once

struct jail_build;

/* Makes and mounts /dev, /dev/pts, /dev/mqueue and the mount point of /dev/shm. 0 or -errno. */
int devices_mount(struct jail_build *build);
