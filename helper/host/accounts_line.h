/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines of passwd and group, and what may stand in their fields.
 * It must never: take a line for something else than the C library would.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACCOUNTS_FIELDS_MAX 7

enum passwd_field {
	PASSWD_NAME,
	PASSWD_PASSWORD,
	PASSWD_UID,
	PASSWD_GID,
	PASSWD_GECOS,
	PASSWD_HOME,
	PASSWD_SHELL,
	PASSWD_FIELDS,
};

enum group_field {
	GROUP_NAME,
	GROUP_PASSWORD,
	GROUP_GID,
	GROUP_MEMBERS,
	GROUP_FIELDS,
};

/* The same place in both. */
#define ACCOUNTS_NAME 0
#define ACCOUNTS_ID   2

/* The forms of numbers that the C library would take and strtoul(3) would bend are refused. */
bool accounts_id_parse(const char *text, uint32_t *ret_id);

bool accounts_has_control_byte(const char *text);

/* Can stand in a field: would neither end it nor the line. */
bool accounts_is_field(const char *text);

/*
 * Can stand at the beginning of a line and be what it seems: the C library skips leading blanks and
 * comments, and takes '+' and '-' for NIS.
 */
bool accounts_is_name(const char *text);

/* Cuts a line into its fields and returns how many; one more than there are places for at most. */
size_t accounts_line_split(char *line, char *fields[ACCOUNTS_FIELDS_MAX + 1]);

/* True if a line has that many fields, no control byte, and a name and an id to go by. */
bool accounts_line_take(char *line, size_t field_count, char *fields[ACCOUNTS_FIELDS_MAX + 1],
			uint32_t *ret_id);
