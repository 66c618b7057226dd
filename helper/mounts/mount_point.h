/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The place that a mount goes to: found in the rootfs, or made where making one changes nothing
 * that is not the jail's own. It must never: write into a rootfs, a bind or a home of the host.
 */
#pragma once

#include <stdbool.h>

struct idmap;
struct jail_build;
struct report;

struct mount_place {
	const char *path; /* absolute, in the jail */
	bool is_directory;
	bool may_make;	/* the file system below it is the jail's own */
	bool may_cover; /* where it may not be made: cover the nearest directory that there is */
};

/*
 * Opens the place below the root. A missing one is made if may_make; if may_cover, in a tmpfs over
 * the nearest directory, which *ret_holder_fd then is (to be made read-only by the caller after the
 * mount). Otherwise -ENOENT, with the way to make it in report; -ENOTDIR or -EISDIR if what is
 * there is of the other kind. The descriptors are the caller's.
 */
int mount_point_open(struct jail_build *build, const struct mount_place *place, int *ret_holder_fd);

/* The error of a path that the rootfs lacks, with the way to make it. -ENOENT. */
int mount_point_report_missing(const char *rootfs, const char *path, bool is_directory,
			       struct report *report);

/* Opens or makes a directory of the jail's own kind (/proc, /dev, ...) and attaches the tree. */
int mount_point_attach(struct jail_build *build, const char *path, int tree_fd);

/*
 * Makes path (relative, no "." or "..") below parent_fd, with its directories (0755) and a
 * directory or an empty file (0644) at its end; what is there already stays. Only for file systems
 * of the jail's own; its root gets them. Returns the end as O_PATH, the caller's, or -errno.
 */
int mount_point_path_make(const struct idmap *idmap, int parent_fd, const char *path,
			  bool is_directory);
