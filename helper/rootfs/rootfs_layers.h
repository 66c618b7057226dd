/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The overlay that a jail stands on: one that takes changes, or one that takes none and gives the
 * jail inodes of its own, so that tenants of one base do not meet at inotify(7) and flock(2).
 * It must never: be left out where it is wanted, because the kernel can not have it.
 */
#pragma once

#include <stdbool.h>

struct jail_build;
struct jail_plan;

/* True if the root takes changes that are not the base's. */
bool rootfs_layers_keep_changes(const struct jail_plan *plan);

/* True if the root is an overlay. */
bool rootfs_layers_are_wanted(const struct jail_plan *plan);

/* True if what is mounted below the base is wanted, which an overlay does not show. */
bool rootfs_layers_have_submounts(const struct jail_plan *plan);

/*
 * Attaches the base on the stage, and makes the overlay over it. The descriptor is the caller's;
 * -errno, with the reason in report if there is one that we know.
 */
int rootfs_layers_make(struct jail_build *build, int base_fd);

/*
 * Makes an overlay of a tree that is attached somewhere, which takes no changes. The descriptor is
 * the caller's; -errno as above.
 */
int rootfs_layers_own_inodes(struct jail_build *build, int base_fd);
