/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The root of the jail: a private mount namespace, the rootfs attached in it, and the pivot that
 * leaves the host's tree behind. It must never: chroot instead, or leave the old root reachable.
 */
#pragma once

struct jail_build;

/*
 * A mount namespace of its own with private propagation everywhere: a copy of the template among
 * the sources, or if there is none of the one that this process is in. 0 or -errno.
 */
int rootfs_namespace_make(struct jail_build *build);

/*
 * Puts the root together and attaches it on the stage as build->root_fd: the rootfs's own tree, one
 * that is generated, or either of them as the lower layer of an overlay. 0 or -errno.
 */
int rootfs_attach(struct jail_build *build);

/*
 * A generated root becomes read-only; a root with layers or binds is checked once more, now as root
 * code will see it (rootfs_trust.h). 0, or -errno with the reason in report.
 */
int rootfs_seal(struct jail_build *build);

/* pivot_root(".", "."), detaches the old root and verifies that "/" is the rootfs. 0 or -errno. */
int rootfs_pivot(struct jail_build *build);
