/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a key's parser is given: the key's row in the table of keys, and one value as it was found.
 * It must never: know which keys there are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct jail_plan;
struct report;
struct tokens;

/* A value with where it was found, for messages. */
struct config_value {
	const char *text;
	const char *file;
	unsigned int line;
	const struct tokens *tokens;
	struct report *report;
};

struct config_choice {
	const char *name; /* NULL ends the list */
	unsigned int number;
};

struct config_key {
	const char *name; /* NULL ends the table */
	/* Stores the value in the field. 0 or -errno, reported. */
	int (*parse)(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan);
	const char *fallback; /* the text that counts when no section has the key; NULL: none */
	bool is_repeatable;
	bool is_for_default;		     /* stands in [default] alone */
	bool is_list;			     /* of words: none of its members may be empty */
	const struct config_choice *choices; /* for keys with a fixed set of values */
	size_t field;			     /* offset in struct jail_plan, or CONFIG_NO_FIELD */
	const char *doc;		     /* one line */
};

#define CONFIG_NO_FIELD ((size_t)-1)

/* Reports an error with the value's file and line; -EINVAL. */
int config_value_error(const struct config_value *value, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The value with its tokens replaced by those; *ret_text is the caller's. 0 or -errno, reported.
 */
int config_value_expand(char **ret_text, const struct config_key *key,
			const struct config_value *value, const struct tokens *tokens);

/*
 * Expands the tokens of text, which is value's or a part of it, and checks that the result is an
 * absolute, canonical path. *ret_path is the caller's. 0 or -errno, reported.
 */
int config_value_path(char **ret_path, const struct config_key *key,
		      const struct config_value *value, const char *text);
