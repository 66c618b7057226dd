/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Notes of the walk through the host's /etc, so that the next login need not walk: which entries
 * there are follows from directories alone, and those are the same for as long as their times are.
 * Owner and mode of each are asked anew each time.
 * It must never: give out a list that a walk would not make.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "rootfs/rootfs_names.h"
#include "rootfs/trust_cache.h"

struct host_settings;
struct statx;

/* Where scripts and units of services are, as seen from /etc; ends with a NULL path. */
struct settings_units {
	const char *path, *end;
};

extern const struct settings_units settings_units[];

enum settings_look { SETTINGS_ABSENT, SETTINGS_LEFT, SETTINGS_TAKEN };

struct settings_notes {
	struct trust_cache cache;
	struct rootfs_names names;
	uint64_t device; /* of /etc */
	uint64_t now_ns; /* when the walk began */
};

/*
 * Looks at an entry: taken if owner and mode allow it, left if not, or if something is mounted
 * there. Such a thing is not even asked for what it is: a clone of /etc would show what it covers,
 * and its file system may be one that does not answer. The status is filled in any case.
 */
enum settings_look settings_notes_look(struct statx *ret_status, int directory_fd,
				       const char *name);

/* Opens the notes of this /etc below state_fd (NO_FD: there are none, and none are made). */
void settings_notes_open(struct settings_notes *ret_notes, int etc_fd, int state_fd);

/* Fills the list, links without their text, if the notes still hold. False: it is as it was. */
bool settings_notes_read(struct settings_notes *notes, struct host_settings *settings, int etc_fd);

/* Begins new ones, adds what was looked at, and keeps them with the list that came of it. */
void settings_notes_begin(struct settings_notes *notes, int etc_fd);
void settings_notes_add(struct settings_notes *notes, const char *path, const struct statx *status,
			enum settings_look look);
void settings_notes_write(struct settings_notes *notes, const struct host_settings *settings);

/* Closes and frees what they hold. */
void settings_notes_close(struct settings_notes *notes);
