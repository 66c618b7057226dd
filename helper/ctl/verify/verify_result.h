/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a look at a jail has shown, property by property; how it comes over from the probe in the
 * jail, and how it is shown. It must never: take a line of the probe for one of the host's view.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum verify_state {
	VERIFY_HOLDS,
	VERIFY_FAILS,
	VERIFY_OPEN, /* the configuration does not want it */
	VERIFY_STATES,
};

struct verify_result {
	enum verify_state state;
	bool is_inside;	   /* seen by the probe in the jail, else from the host */
	char property[48]; /* in words */
	char detail[256];
};

struct verify_results {
	size_t count;
	struct verify_result *list; /* owned */
	bool is_short;		    /* one was lost for want of memory */
};

/* Adds one. */
void verify_add(struct verify_results *results, const struct verify_result *result);

/* The same for what the host sees. */
void verify_tell(struct verify_results *results, enum verify_state state, const char *property,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many are in a state. */
size_t verify_count(const struct verify_results *results, enum verify_state state);

/* Prints them for people. 0 or -errno. */
int verify_print(const struct verify_results *results);

/* Prints them as JSON, with the jail's name and user. 0 or -errno. */
int verify_json(const struct verify_results *results, const char *jail, const char *user);

void verify_clear(struct verify_results *results);

#define _cleanup_verify_ __attribute__((cleanup(verify_clear)))
