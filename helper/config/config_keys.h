/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of nsjail.conf's keys: how each is spelled, what it is when nobody sets it, and the
 * parser that puts its value into a plan. A new key is one row and, if no parser fits, one parser.
 * It must never: choose between sections; every value is judged alone.
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
	bool is_list;			     /* of words: none of its members may be empty */
	const struct config_choice *choices; /* for keys with a fixed set of values */
	size_t field;			     /* offset in struct jail_plan, or CONFIG_NO_FIELD */
	const char *doc;		     /* one line */
};

#define CONFIG_NO_FIELD ((size_t)-1)

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

/* Reports an error with the value's file and line; -EINVAL. */
int config_value_error(const struct config_value *value, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
