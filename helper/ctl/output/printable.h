/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way of foreign text to a terminal: printable ASCII passes, everything else is written as
 * \xNN, so that no name or log line can move a cursor or rewrite what stands before it. It must
 * never: trust a text because of where it comes from.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes a text. */
void printable_write(FILE *stream, const char *text);

/* A copy in printable form, the caller's; or NULL without memory. */
char *printable_copy(const char *text);

/* Whether colours may be used: a terminal, and neither NO_COLOR nor a dumb one. */
bool printable_has_colour(FILE *stream);

/* The sequences that frame a text of one style; empty without colours. */
enum style { STYLE_PLAIN, STYLE_HEAD, STYLE_ERROR, STYLE_WARNING, STYLE_GOOD };
const char *style_begin(FILE *stream, enum style style);
const char *style_end(FILE *stream, enum style style);
