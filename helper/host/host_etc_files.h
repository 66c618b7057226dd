/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of /etc that the host makes, written into a directory of ours.
 * It must never: write into the rootfs.
 */
#pragma once

#include <stdbool.h>

struct jail_build;
struct jail_plan;

/*
 * True where the tenant's root can change /etc and keep it: then nothing may lie over it, and
 * host_etc_update.h writes the files with his own rights.
 */
bool host_etc_files_are_updated_inside(const struct jail_plan *plan);

/*
 * Writes the files that the plan wants into etc_fd; what the rootfs has of passwd and group is read
 * in rootfs_etc_fd (or NO_FD). 0, or -errno with the reason in report.
 */
int host_etc_files_write(struct jail_build *build, int etc_fd, int rootfs_etc_fd);

/* Where a file of /etc leads to in a jail in which it follows the host (host_live.h). */
#define HOST_ETC_LIVE_MAX 32
void host_etc_files_live(char *ret_target, const char *name);

/* True if /etc/timezone is to be there: the zone has a name, and the rootfs (or @usr) the file. */
bool host_etc_files_have_timezone(const struct jail_build *build, int rootfs_etc_fd);
