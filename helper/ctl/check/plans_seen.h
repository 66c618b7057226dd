/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the plans of several users say together: which services they are jailed for, and whether two
 * keep their changes in one place. It must never: judge one plan alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct findings;
struct subject;

/* A value of the key services. Owned strings. */
struct services_seen {
	char *where; /* FILE:LINE, or NULL: built in */
	char *text;
};

/* Where somebody's changes are kept. Owned strings. */
struct place_seen {
	char *path, *user;
};

struct plans_seen {
	size_t services_count, place_count;
	struct services_seen *services; /* each once */
	struct place_seen *places;
};

/* Takes down the plan of somebody who is jailed. */
void plans_seen_add(struct plans_seen *seen, const struct subject *subject,
		    struct findings *findings);

/* Whether everybody's services have it; true of nobody. */
bool plans_seen_all_have(const struct plans_seen *seen, const char *service);

/* An error for each overlay_dir that is the one of several. */
void plans_seen_check_places(struct plans_seen *seen, struct findings *findings);

void plans_seen_clear(struct plans_seen *seen);

#define _cleanup_plans_seen_ __attribute__((cleanup(plans_seen_clear)))
