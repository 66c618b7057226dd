/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opens paths that only root may change: every component is opened from the one before, must be
 * root's and not writable by group or others, and is never a symbolic link.
 * It must never: look at a path twice, or follow a link.
 */
#pragma once

#include <stddef.h>

/* Which component was at fault, as a path from "/", for the message. */
struct safe_path_fault {
	char path[4096];
	const char *reason; /* a constant: "is not owned by root", "is a symbolic link", ... */
	int errnum; /* what the reason does not say, for the end of the line; 0: it says all */
};

/*
 * Opens an absolute path as O_PATH|O_CLOEXEC. Returns the descriptor, which is the caller's, or
 * -errno: -EPERM (owner or mode), -ELOOP (symbolic link), -EINVAL (not absolute, "." or ".."
 * component), -ENAMETOOLONG, or that of openat(2). ret_fault may be NULL; it is filled on failure.
 * A sticky directory (/tmp) counts as writable by others.
 */
int safe_path_open(const char *path, struct safe_path_fault *ret_fault);

/*
 * The same for an absolute path whose parent is open, and was judged, already: only the last
 * component is looked at.
 */
int safe_path_open_below(int parent_fd, const char *path, struct safe_path_fault *ret_fault);

/*
 * As safe_path_open for a regular file, opened for reading without waiting (O_NONBLOCK: a FIFO can
 * not hold us up). -EINVAL if it is anything but a regular file.
 */
int safe_path_open_file(const char *path, struct safe_path_fault *ret_fault);
