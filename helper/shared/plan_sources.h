/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files that a plan is made of, by what the kernel says of them: whoever does not read them can
 * still say that they are the same as they were. It must never: call a file the same that could
 * have been written to since, or follow a path that anybody but root can change.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * All 0: there is no such file. Owner and mode need no place: who changes them changes the time. It
 * travels in messages as it is, so there is nothing but uint64_t in it.
 */
struct file_stamp {
	uint64_t device, inode, size;
	uint64_t modified_ns, changed_ns; /* CLOCK_REALTIME, as statx(2) has them */
};

/* Without a main file they say nothing. */
struct plan_sources {
	struct file_stamp main_file;
	struct file_stamp own_file; /* the user's */
};

/*
 * The path of the user's own file, beside the main one. 0, -EINVAL (no absolute path, or a name
 * that can not be a part of one) or -ENAMETOOLONG.
 */
int plan_sources_own_path(char ret_path[PATH_MAX], const char *config_path, const char *user);

/* The stamp of an open file. 0 or -errno of fstat(2). */
int file_stamp_read(struct file_stamp *ret_stamp, int fd);

/*
 * The stamp of the file at a path that only root can change; 0 or -errno, -ENOENT if it is not
 * there.
 */
int file_stamp_look(struct file_stamp *ret_stamp, const char *path);

/*
 * Both files as they are now, by paths that only root can change. 0, or -errno: there is no main
 * file, or one of them can not be used.
 */
int plan_sources_look(struct plan_sources *ret_sources, const char *config_path, const char *user);

/* True if both files are known, and the same. */
bool plan_sources_are_same(const struct plan_sources *one, const struct plan_sources *other);
