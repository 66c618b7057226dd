/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of nsjail.conf's keys: how each is spelled, what it is when nobody sets it, and the
 * parser that puts its value into a plan. A new key is one row and, if no parser fits, one parser.
 * It must never: choose between sections; every value is judged alone.
 */
#pragma once

#include "config/config_value.h"

/* In the order of nsjail.conf(5), ended by a row without a name. */
extern const struct config_key config_keys[];

/* The row of a name as it is spelled in the table, or NULL. */
const struct config_key *config_key_find(const char *name);

/*
 * Parses a value into the plan, which then owns what was stored; a string that the field held is
 * freed. 0 or -errno, reported with file and line; a value that is empty or of a key that does not
 * work yet is -EINVAL.
 */
int config_key_parse(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan);
