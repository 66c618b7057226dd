/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trust walk of plain mode: what root code of the caller could read, load or write in this
 * rootfs is root's alone. The caller keeps host root inside the jail's view, so a rootfs in which a
 * tenant can plant a file that root reads is refused.
 * It must never: follow a link out of the rootfs, open a device or FIFO, or wait.
 */
#pragma once

#include <stdbool.h>

struct jail_plan;
struct report;
struct request;

/*
 * Checks a table of directories and files (rootfs_trust_paths.h) below rootfs_fd, an O_PATH or
 * O_RDONLY directory, for a jail of this plan. Every path is walked component by component,
 * links included, within the rootfs: each directory on the way, the ones that hold links too, and
 * what stands at the end must be root's and not writable by group or others. Libraries, loadable
 * modules and their directories are checked entry by entry; wtmp, btmp and lastlog, and the data
 * bases in their place, must be regular files, which their group may write.
 * Group write is no fault for /var/log (on the way to those) and below /usr/local, where
 * distributions have it, unless the group is one of the user's, the rootfs says itself who is in
 * which (accounts = rootfs), or a list of rights (acl(5)) lets others write. A link that leads
 * below what the jail mounts over (/dev, /proc, /sys, /tmp, /var/tmp, the user's home) is a fault,
 * as it would lead elsewhere in the jail; but for one to /dev/null. What is absent is no fault:
 * nobody but root could add it. What a walk has looked at is kept below state_fd (root's alone,
 * safe_path.h; NO_FD: nothing is), so that the next check need not search for it (trust_cache.h).
 * Returns 0; -EPERM, -ELOOP, -ENAMETOOLONG, -E2BIG, -EINVAL (a home with "..") or that of a system
 * call, with the first fault in report.
 */
int rootfs_trust_check(int rootfs_fd, const struct jail_plan *plan, int state_fd,
		       const struct request *request, struct report *report);

/* True if one more path leads to a regular file, by the same rules; nothing is reported. */
bool rootfs_trust_has_file(int rootfs_fd, const struct jail_plan *plan,
			   const struct request *request, const char *path);
