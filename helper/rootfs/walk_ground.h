/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In which rootfs and for whom names are looked at, and the verdict on one of them: who could
 * change what stands there.
 * It must never: open or follow anything.
 */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

struct report;
struct request;
struct rootfs_names;

/* The rootfs that is walked in, and for whom. */
struct walk_ground {
	int rootfs_fd;
	const char *rootfs_path;       /* for messages */
	const struct request *request; /* the user's home and groups */
	bool has_own_groups;	       /* the rootfs says who is in which group, not the host */
	struct report *report;
	struct rootfs_names *names; /* where all that is looked at is noted */
	struct stat status;	    /* of the rootfs */
};

/* True if path, free of links, is the user's home or below it. */
bool walk_ground_is_home(const struct walk_ground *ground, const char *path);

/*
 * True if what stands at path, free of links, is root's, and written by nobody else, or by a group
 * that may: unless a list of rights (acl(5)) adds others.
 */
bool walk_ground_trusts(const struct walk_ground *ground, const char *path,
			const struct stat *status, bool is_record);

/* True if path is parent or lies below it, however they are spelled; neither holds "..". */
bool walk_path_is_below(const char *path, const char *parent);
