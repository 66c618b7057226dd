/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whose root has written to a rootfs. One that is writable goes through the map, and what its
 * user's root leaves there is root's on disk: the next user would run it, and without a user
 * namespace the host's root would believe it. So the first user's uid is written down at the rootfs
 * itself, in an extended attribute that only the host's root can set or remove (trusted.*,
 * xattr(7)). It must never: mark what is not written to.
 */
#pragma once

#include <sys/types.h>

struct jail_plan;
struct jail_sources;
struct report;

/*
 * Looks alone. 0 if nobody's root has written there, or it was the uid's and he is root in a
 * namespace of his own again; else -EPERM or -errno.
 */
int rootfs_claim_check(const struct jail_sources *sources, const struct jail_plan *plan, uid_t uid,
		       struct report *report);

/*
 * Makes it the uid's, for good, if he is about to write there as root. Of two who come at the same
 * moment one gets it. 0, -EPERM if it is somebody else's, or -errno, also from a file system that
 * keeps no such attributes.
 */
int rootfs_claim_take(const struct jail_sources *sources, const struct jail_plan *plan, uid_t uid,
		      struct report *report);
