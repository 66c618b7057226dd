/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The walk through the host's /etc that finds what a rootfs of @usr shows of it (settings_rule.h).
 * It must never: follow a link, or enter what is mounted there.
 */
#pragma once

#include <stdint.h>

struct host_settings;
struct jail_plan;
struct rootfs_names;
struct statx;

/* Where scripts and units of services are, as seen from /etc; ends with a NULL path. */
struct settings_units {
	const char *path, *end;
};

extern const struct settings_units settings_units[];

enum settings_look { SETTINGS_ABSENT, SETTINGS_LEFT, SETTINGS_TAKEN };

/*
 * Looks at an entry: taken if owner and mode allow it, left if not, or if something is mounted
 * there. Such a thing is not even asked for what it is: a clone of /etc would show what it covers,
 * and its file system may be one that does not answer. The status is filled in any case.
 */
enum settings_look settings_walk_look(struct statx *ret_status, int directory_fd, const char *name);

/* Notes an entry, with bits of the caller's beside S_IFMT: of the walk's own, how the look ended.
 */
void settings_walk_note(struct rootfs_names *names, const char *path, const struct statx *status,
			uint32_t mark);

/*
 * Fills the list with what is below etc_fd, links without their text, and notes what was looked at
 * (names that were not begun take nothing). 0, or -errno of a system call.
 */
int settings_walk(struct host_settings *settings, int etc_fd, const struct jail_plan *plan,
		  struct rootfs_names *names);
