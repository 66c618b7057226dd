/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of /etc that the host makes, written into a directory of ours.
 * It must never: write into the rootfs.
 */
#pragma once

#include <stdbool.h>

struct jail_build;

/*
 * Writes the files that the plan wants into etc_fd; what the rootfs has of passwd and group is read
 * in rootfs_etc_fd (or NO_FD). 0, or -errno with the reason in report.
 */
int host_etc_files_write(struct jail_build *build, int etc_fd, int rootfs_etc_fd);

/* True if /etc/timezone is to be there: the zone has a name, and the rootfs (or @usr) the file. */
bool host_etc_files_have_timezone(const struct jail_build *build, int rootfs_etc_fd);
