/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log line of a refusal, found by its id: in the journal, or in what syslog writes.
 * It must never: take a line for ours that has the id in another place than ours have it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define WHY_ID_SIZE 9 /* eight hexadecimal digits and a NUL */

/* True if the first length bytes of text are an id: eight digits of 0-9 and a-f. */
bool why_id_is_valid(const char *text, size_t length);

/*
 * The line, the caller's; NULL if there is none. path names the one file to look in; NULL: the
 * journal, then auth.log, secure and messages of /var/log and what logrotate made of them.
 */
char *why_log_find(const char *id, const char *path);

/* The reason in a line: what stands behind the user's name, without the event. The caller's, or
 * NULL. */
char *why_reason(const char *line);

/* Writes the line for people, each of its reasons, and the ways to mend them. */
void why_write(FILE *stream, const char *line);
