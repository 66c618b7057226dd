/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a command line wants keys to be. It must never: take a word that would be more than one line
 * of a configuration, or of another key.
 */
#pragma once

#include <stddef.h>

struct findings;

struct assignment {
	const char *key;
	size_t count;	     /* 0: the key goes */
	const char **values; /* in the order of the command line */
};

struct assignments {
	size_t count;
	struct assignment *list;
};

/*
 * Reads KEY=VALUE words, to NULL; a key may come again if it is repeatable. The words must outlive
 * the result, which is the caller's. 0, or -errno, which is in the findings, each fault of them.
 */
int assignments_read(struct assignments *ret_assignments, char **words, struct findings *findings);

/* Reads KEY words: all of them go. As above. */
int assignments_read_keys(struct assignments *ret_assignments, char **words,
			  struct findings *findings);

void assignments_clear(struct assignments *assignments);

#define _cleanup_assignments_ __attribute__((cleanup(assignments_clear)))
