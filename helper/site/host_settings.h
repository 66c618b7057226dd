/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of what a rootfs of @usr shows of the host's /etc, as it was found before the build.
 * It must never: decide what is on it (settings_find.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Paths are below /etc. Owned strings. */
struct host_setting {
	char *path;
	char *link;	/* what a symbolic link says; NULL: a file, or a directory with all in it */
	mode_t mode;	/* as it was found, with its type */
	uint64_t inode; /* the same; 0: a directory of the jail's own, of which nothing is shown */
};

struct host_settings {
	size_t count;
	struct host_setting *list;
};

/* Adds an entry without a link. 0 or -ENOMEM. */
int host_settings_add(struct host_settings *settings, const char *path, mode_t mode,
		      uint64_t inode);

/* Removes all entries but the first count. */
void host_settings_cut(struct host_settings *settings, size_t count);

/* Removes all, and what the list takes itself. */
void host_settings_clear(struct host_settings *settings);
