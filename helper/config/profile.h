/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of the configuration that speaks of one account, as layers: what a more specific layer
 * says of a key hides what the others say. It must never: look at a value.
 */
#pragma once

#include <stdbool.h>

#include "config/config_file.h"
#include "shared/plan_sources.h"

struct report;
struct request;

/* From the most specific to the most general. */
enum profile_layer { LAYER_OWN_FILE, LAYER_USER, LAYER_GROUP, LAYER_DEFAULT, LAYER_COUNT };

/*
 * What the lookups of groups left open, of the sections before the one that counts: of all of them
 * if none does. NULL: none.
 */
struct profile_groups {
	const struct config_section *passed;  /* the first one that does not match */
	const struct config_section *foreign; /* the first whose group is not in the host's file */
	const struct config_section *unknown; /* the first whose group nobody knows */
	bool is_own; /* the section that counts is of a group in the host's file */
};

struct profile {
	struct config_file main_file;
	struct config_file own_file;
	const struct config_section *sections[LAYER_COUNT]; /* NULL: nothing there */
	const char *paths[LAYER_COUNT];			    /* the file of each */
	struct profile_groups groups;
};

/*
 * Reads and checks the whole main file at request->config_path. 0, or -errno (-ENOENT if there is
 * none) with every error in report.
 */
int profile_read_main(struct profile *profile, const struct request *request,
		      struct report *report);

/*
 * The same for nsjail.d/NAME.conf beside it; that there is none is no error. -EINVAL if the user's
 * name can not be a part of a path.
 */
int profile_read_own(struct profile *profile, const struct request *request, struct report *report);

/*
 * What was read, by its stamps; nothing, if a file could change now without showing it.
 */
struct plan_sources profile_sources(const struct profile *profile);

/* Finds the account's sections in what was read, but for those of its groups: profile_groups.h. */
void profile_choose(struct profile *profile, const struct request *request);

/* The most specific layer that sets a key; LAYER_COUNT if none does. */
enum profile_layer profile_layer_of(const struct profile *profile, const char *key);

/* True if a section is about this user by name. */
bool profile_names_user(const struct profile *profile);

/* True if this account is to be jailed unless the key `jail` exempts it. */
bool profile_covers_user(const struct profile *profile);

/* Releases what was read and clears it. Accepts a zeroed profile. */
void profile_clear(struct profile *profile);
