/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The root of the jail: a private mount namespace, the rootfs attached in it, and the pivot that
 * leaves the host's tree behind. It must never: chroot instead, or leave the old root reachable.
 */
#pragma once

struct jail_build;

/* unshare(CLONE_NEWNS) and private propagation everywhere. 0 or -errno. */
int rootfs_namespace_make(struct jail_build *build);

/* Attaches the rootfs tree on the stage and keeps it as build->root_fd. 0 or -errno. */
int rootfs_attach(struct jail_build *build);

/* pivot_root(".", "."), detaches the old root and verifies that "/" is the rootfs. 0 or -errno. */
int rootfs_pivot(struct jail_build *build);
