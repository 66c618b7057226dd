/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is another in a user's own file than before, key by key. It must never: tell a key that says
 * the same as before.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>

struct config_file;

/* An array of objects with key, before and after, these with all values; the caller's. */
json_t *own_change_json(const struct config_file *before, const struct config_file *after);

/* A line for each key. */
void own_change_write(FILE *stream, const struct config_file *before,
		      const struct config_file *after);
