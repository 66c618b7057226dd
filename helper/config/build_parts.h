/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What this build has been made without (etc/make/parts.mk), and what is lost by that.
 * It must never: let a plan pass that counts on what is not there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct jail_plan;
struct report;

struct build_part {
	bool is_there;
	const char *name, *lost;
	const char *key; /* whose value may need it, or NULL */
	bool (*is_needed)(const struct jail_plan *plan);
	const char *fault; /* the reason of the refusal then */
};

/* Ends with one that has no name. */
extern const struct build_part build_parts[];

/* An error, with file and line, for each value of the plan that needs a part that is not there. */
void build_parts_settle(const struct build_part *parts, const struct jail_plan *plan,
			struct report *report);

/* One line, "without NAME (LOST), NAME (LOST)"; nothing if all is there. */
void build_parts_write(const struct build_part *parts, FILE *stream);
