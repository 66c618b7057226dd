/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The profile of a name: a section of the main file, or a file of its own, which is read only when
 * somebody names it. It must never: go on without one that is named.
 */
#pragma once

#include "config/config_file.h"
#include "plan/profile_stamps.h"

struct report;

/* What was looked for: the files that were read, and the stamps of those that are not there, too.
 */
struct profile_files {
	size_t count;
	struct config_file *list;
	struct profile_stamps stamps;
};

struct profile_asked {
	const char *name;
	const struct config_file *main_file; /* read and checked */
	const char *file;		     /* where it is named, for messages */
	unsigned int line;
};

/* In the main file, or in one of the files. */
struct profile_found {
	const struct config_section *section;
	const char *path; /* its file */
};

/*
 * Finds a profile; a file that was read is kept in files. 0, or -errno, reported: the profile is
 * not there, or twice, or has an error.
 */
int profile_find(struct profile_found *ret_found, struct profile_files *files,
		 const struct profile_asked *asked, struct report *report);

/* True if none of the files could change now without showing it. */
bool profile_files_are_settled(const struct profile_files *files);

/* Releases what was read and clears it. Accepts zeroed ones. */
void profile_files_clear(struct profile_files *files);
