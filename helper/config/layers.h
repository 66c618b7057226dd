/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of the configuration that speaks of one account, as layers: what a more specific layer
 * says of a key hides what the others say. It must never: look at a value, but for the names of
 * profiles.
 */
#pragma once

#include <stdbool.h>

#include "config/config_file.h"
#include "config/profile_find.h"
#include "shared/plan_sources.h"

struct report;
struct request;

/* Whose word a layer is, from the most specific to the most general. */
enum layer_kind { LAYER_OWN_FILE, LAYER_USER, LAYER_GROUP, LAYER_DEFAULT, LAYER_NONE };

struct layer {
	enum layer_kind kind; /* a profile has that of the section that names it */
	const struct config_section *section;
	const char *path; /* the section's file */
};

/*
 * What the lookups of groups left open, of the sections before the one that counts: of all of them
 * if none does. NULL: none.
 */
struct layer_groups {
	const struct config_section *passed;  /* the first one that does not match */
	const struct config_section *foreign; /* the first whose group is not in the host's file */
	const struct config_section *unknown; /* the first whose group nobody knows */
	bool is_own; /* the section that counts is of a group in the host's file */
};

struct layers {
	struct config_file main_file;
	struct config_file own_file;
	struct profile_files profiles;
	struct layer sections[LAYER_NONE]; /* without profiles; section NULL: nothing there */
	struct layer *list; /* with them, the most specific first; ends with LAYER_NONE */
	size_t count;
	struct layer_groups groups;
};

/*
 * Reads and checks the whole main file at request->config_path. 0, or -errno (-ENOENT if there is
 * none) with every error in report.
 */
int layers_read_main(struct layers *layers, const struct request *request, struct report *report);

/*
 * The same for nsjail.d/NAME.conf beside it; that there is none is no error. -EINVAL if the user's
 * name can not be a part of a path.
 */
int layers_read_own(struct layers *layers, const struct request *request, struct report *report);

/* Finds the account's sections in what was read, but for those of its groups: layer_groups.h. */
void layers_choose(struct layers *layers, const struct request *request);

/*
 * When all sections are found: lays them over each other, each with the profiles that it names, as
 * nsjail.conf(5) has it. 0, or -errno, reported: a profile is not there, or has an error.
 */
int layers_stack(struct layers *layers, struct report *report);

/*
 * What was read, by its stamps; nothing, if a file could change now without showing it. Those of
 * profiles are in layers->profiles.
 */
struct plan_sources layers_sources(const struct layers *layers);

/* The most specific layer that sets a key; the last one, LAYER_NONE, if none does. */
const struct layer *layers_find(const struct layers *layers, const char *key);

/* True if a section is about this user by name. */
bool layers_name_user(const struct layers *layers);

/* True if this account is to be jailed unless the key `jail` exempts it. */
bool layers_cover_user(const struct layers *layers);

/* Releases what was read and clears it. Accepts zeroed layers. */
void layers_clear(struct layers *layers);
