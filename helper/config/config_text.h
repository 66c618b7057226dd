/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a configuration file before they are parsed: read from an open descriptor, lines
 * checked to be short, plain UTF-8 text. It must never: give meaning to a line.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct report;

#define CONFIG_FILE_MAX (1024 * 1024) /* bytes */
#define CONFIG_LINE_MAX 8192	      /* bytes, without the newline */

/* So that the worst of files is refused in time; who has more users has nsjail.d. */
#define CONFIG_LINES_MAX    20000
#define CONFIG_SECTIONS_MAX 1000
#define CONFIG_KEYS_MAX	    256 /* different ones in a section */
#define CONFIG_FAULTS_MAX   500 /* of syntax, that are told */

struct config_text {
	char *bytes; /* owned; ends with a NUL behind length */
	size_t length;
};

/*
 * Reads the whole of file_fd, of at most CONFIG_FILE_MAX bytes, CONFIG_LINES_MAX lines and
 * CONFIG_SECTIONS_MAX headers. -EFBIG or -errno of read(2), reported.
 * The bytes are the caller's to free.
 */
int config_text_read(struct config_text *ret_text, int file_fd, const char *path,
		     struct report *report);

/*
 * Reports each line that is too long or holds what text does not, and each before the first
 * section, and blanks it.
 */
void config_text_check(struct config_text *text, const char *path, struct report *report);

/*
 * Overwrites a line (from 1) with blanks; with it, if it begins with '[', all lines up to the next
 * that does, since they would be taken for another section's.
 */
void config_text_blank(struct config_text *text, unsigned int line);

/* Bytes of the line that begins at start, without its newline. */
size_t config_line_length(const struct config_text *text, size_t start);

/* Nothing but blanks, or a comment. */
bool config_line_is_idle(const char *line, size_t length);
