/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's own /proc and /sys: hidden processes, kernel controls read-only, the rest masked.
 * It must never: leave a writable kernel control; masks are mounts, so that a nested namespace can
 * not mount a procfs without them (mount_too_revealing in the kernel).
 */
#pragma once

/*
 * What is read-only and what is hidden below /proc, as paths from the jail's root, each list ended
 * by NULL. A kernel need not have all of them.
 */
extern const char *const procfs_readonly_paths[];
extern const char *const procfs_masked_paths[];

struct jail_build;

/* Mounts a procfs of the new pid namespace with hidepid=invisible (Linux 5.8). 0 or -errno. */
int procfs_mount(struct jail_build *build);

/* Makes kernel controls read-only and covers what nobody in a jail needs. 0 or -errno. */
int procfs_mask(struct jail_build *build);

/* Mounts sysfs read-only where the plan wants it. 0 or -errno. */
int procfs_sysfs_mount(struct jail_build *build);
