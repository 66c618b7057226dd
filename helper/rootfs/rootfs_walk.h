/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walks a path inside a rootfs, links included, one component after the other, and checks each on
 * the way: it is root's, and not writable by group or others. Whoever could bend the path later
 * would need one of them.
 * It must never: leave the rootfs, let the kernel resolve a link, or open more than an O_PATH.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct walk_ground;

enum walk_outcome {
	WALK_FOUND,
	WALK_ABSENT, /* in a directory where only root could add it; or it is /dev/null */
};

struct rootfs_walk {
	const struct walk_ground *ground;
	const char *origin;  /* the path asked for */
	bool is_record;	     /* it ends in a log of records: its group may write it */
	int fd;		     /* where the walk stands; NO_FD: the rootfs itself */
	struct stat status;  /* of the same */
	size_t link_count;   /* links on the way so far */
	char path[PATH_MAX]; /* the same below the rootfs, free of links */
	char rest[PATH_MAX]; /* what is left to walk */
};

/*
 * Walks to path (below the rootfs, no leading "/" needed) and leaves fd, status and path of what is
 * there; the descriptor is the walk's. WALK_FOUND, WALK_ABSENT, or with the reason in the report
 * -EPERM (not trusted, or where the jail mounts something else), -ELOOP, -ENAMETOOLONG, or that of
 * openat(2).
 */
int rootfs_walk_to(struct rootfs_walk *walk, const struct walk_ground *ground, const char *path,
		   bool is_record);

/* The descriptor of where the walk stands; still the walk's, or the ground's. */
int rootfs_walk_fd(const struct rootfs_walk *walk);

/* Closes what the walk holds. */
void rootfs_walk_end(struct rootfs_walk *walk);

/* True if the jail mounts something else where walk->path is: its home, /dev, /tmp ... */
bool rootfs_walk_is_covered(const struct rootfs_walk *walk);

/* Checks owner and mode of walk->status. 0, or -EPERM with the reason in the report. */
int rootfs_walk_owner_check(const struct rootfs_walk *walk);

/* Lengthens walk->path by a name, or cuts its last one off. 0 or -ENAMETOOLONG, reported. */
int rootfs_walk_path_append(struct rootfs_walk *walk, const char *name);
void rootfs_walk_path_cut(struct rootfs_walk *walk);

/* Reports what is wrong with walk->path, with strerror unless error is -EPERM; returns error. */
int rootfs_walk_fault(const struct rootfs_walk *walk, int error, const char *reason);
