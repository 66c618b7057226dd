/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libpam's configuration in a jail without a user namespace. Programs of the user's gain nothing by
 * it there; but the caller, which is the host's root, may start PAM anew while it is in the jail,
 * and what the rootfs says would decide on somebody. Everything is refused instead.
 * It must never: leave one of libpam's places out, wherever it was built to look.
 */
#pragma once

struct jail_build;

/* Where libpam looks, as absolute paths in the jail; ended by NULL. */
extern const char *const pam_cover_directories[];

/*
 * Covers each directory that is there, unless the plan binds one at that very path which only root
 * can write to: that is the administrator's. Without any, the file that libpam takes then. Follows
 * links of the rootfs. 0, or -errno with the reason in report.
 */
int pam_cover_mount(struct jail_build *build);
