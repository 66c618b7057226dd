/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sized tmpfs that every jail has: /tmp, /run, /dev/shm, /var/tmp.
 * It must never: mount one without a limit on bytes and inodes.
 */
#pragma once

struct jail_build;

/* Mounts all of them; /var/tmp only where the rootfs has that directory. 0 or -errno. */
int tmpfs_mount_all(struct jail_build *build);
