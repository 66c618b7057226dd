/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which line of a configuration file has which header or key. The parser's public interface does
 * not tell lines (libini_config 0.7.0), so what it found is looked up here.
 * It must never: decide what a header, a key or a value is; what the parser did not find is not
 * there.
 */
#pragma once

#include <stddef.h>

struct config_text;

/* One line with a key. */
struct config_outline_key {
	const char *name; /* within the text, without blanks behind it */
	size_t length;
	unsigned int line; /* from 1 */
};

/* Where a section begins, and the lines of it. */
struct config_header {
	const char *name; /* within the text, without blanks around it */
	size_t length;
	unsigned int line; /* from 1; 0 ends a list */
	size_t key_count;
	const struct config_outline_key *keys; /* in the outline */
};

/* Everything in the file's order; good for as long as the text. */
struct config_outline {
	struct config_header *headers;
	struct config_outline_key *keys;
};

/* 0 or -ENOMEM. The outline is the caller's to clear. Lines before the first header are left out.
 */
int config_outline_read(struct config_outline *ret_outline, const struct config_text *text);

/* Releases what the outline owns and clears it. Accepts a zeroed one. */
void config_outline_clear(struct config_outline *outline);

/* The first header of the section name, in any case of its letters, or NULL. */
const struct config_header *config_header_find(const struct config_header *from, const char *name);

/* A place in a section, which may have several headers. Begins with its first one. */
struct config_cursor {
	const struct config_header *header; /* NULL: the section is at its end */
	size_t next;			    /* key */
};

/*
 * The line of the section's next key, 0 if there is none more. With key, the next of that name, in
 * any case of its letters.
 */
unsigned int config_cursor_next(struct config_cursor *cursor, const char *key);
