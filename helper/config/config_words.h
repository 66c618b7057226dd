/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The small forms inside values: fields between colons, amounts with a unit, octal modes.
 * It must never: guess; what is not wholly of the form is -EINVAL.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Splits text at ':' into at most max fields; "\:" and "\\" stand for the byte itself. The fields
 * lie in *ret_copy, which is the caller's to free. Returns how many, or -EINVAL (too many, another
 * byte after '\', an empty field), -ENOMEM.
 */
int config_words_split(const char *text, char **fields, int max, char **ret_copy);

/*
 * Copies the next word of a list (blanks or commas between) into word, cut to size, and moves *list
 * behind it. False at the end.
 */
bool config_words_next(const char **list, char *word, size_t size);

/* Whether a list has a word at all, and one on each side of every comma. */
bool config_words_are_list(const char *list);

/*
 * An amount above 0: digits, then nothing or one of kKmMgG (powers of 1024), as digits alone in
 * *ret_text, which is the caller's. -EINVAL, -ERANGE above 2^63 - 1, -ENOMEM.
 */
int config_words_amount(const char *text, char **ret_text);

/* One to five octal digits, at most max. -EINVAL or -ERANGE. */
int config_words_octal(const char *text, unsigned int max, unsigned int *ret_number);

/*
 * A duration in seconds: one or more of digits with a unit (s, m, h, d, w, and their longer names
 * as systemd.time(7) has them), with or without blanks between; digits alone are seconds. -EINVAL,
 * or -ERANGE from 10000 days on.
 */
int config_words_duration(const char *text, uint64_t *ret_seconds);
