/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A configuration file as sections, keys and texts with their lines. It is opened once, by a path
 * that only root can change, read whole from that descriptor, and refused unless it is plain text.
 * It must never: know a key or section by name, or keep back an error because of another.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "shared/plan_sources.h"

struct report;

struct config_entry {
	char *key;
	char *text; /* without the blanks around it; may be empty */
	unsigned int line;
};

struct config_section {
	char *name;
	unsigned int line;
	size_t entry_count;
	struct config_entry *entries; /* in the file's order, duplicates too */
};

/* Owned strings. */
struct config_file {
	char *path;
	size_t section_count;
	struct config_section *sections; /* in the file's order */
	struct file_stamp stamp;	 /* of what was read */
	bool is_settled;		 /* who writes to it from now on changes the stamp */
};

/*
 * Reads a file. -ENOENT, with nothing reported, if there is none; 0 if it could be read at all,
 * with what is wrong in its lines in report and those lines left out; else -errno, reported. Two
 * sections of one name are an error; their entries are found in the first. The file is the caller's
 * to clear.
 */
int config_file_read(struct config_file *ret_file, const char *path, struct report *report);

/* The same from its descriptor; path is what messages call it. No stamp. */
int config_file_read_fd(struct config_file *ret_file, int file_fd, const char *path,
			struct report *report);

/* The first entry of that key, or NULL. */
const struct config_entry *config_section_find(const struct config_section *section,
					       const char *key);

/* Releases what the file owns and clears it. Accepts a zeroed file. */
void config_file_clear(struct config_file *file);
