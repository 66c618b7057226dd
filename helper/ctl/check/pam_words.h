/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The words of a PAM file: whole lines out of continued ones, words out of lines, where one in
 * brackets may hold blanks and '\]'. It must never: know what a word means.
 */
#pragma once

#include <stddef.h>

/* Where in a text the reader stands. */
struct pam_text {
	const char *next;
	const char *end;
	unsigned int line; /* of next, from 1 */
};

/*
 * The next line that holds a word, with what continues it and without comments: the caller's. NULL
 * at the end (*ret_error 0) or without memory (-ENOMEM).
 */
char *pam_text_line(struct pam_text *text, unsigned int *ret_number, int *ret_error);

/*
 * Cuts the next word out of *line, in place, brackets taken away; *is_bracketed says whether there
 * were any. NULL at the end of the line.
 */
char *pam_word_next(char **line, int *is_bracketed);
