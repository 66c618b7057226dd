/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The records of logins (utmp, wtmp, lastlog and data bases of them), in a jail whose rootfs may be
 * the tenant's: the caller opens them by itself, after the join. The host puts its own there.
 * It must never: refuse a login for what a tenant has left in their place.
 */
#pragma once

struct jail_build;

/*
 * Mounts on each place of a record an empty file, which is the jail's root's to write and nobody's
 * to replace, and on each of a data base one that can not be opened. A place that is missing is
 * made where the tenant could make it. 0, or -errno with the reason in report.
 */
int rootfs_records_cover(struct jail_build *build);
