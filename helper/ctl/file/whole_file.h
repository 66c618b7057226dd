/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of an open file, read and written whole. It must never: take a part for the whole.
 */
#pragma once

#include <stddef.h>

/* All that is in it, at most 1 MiB, with a NUL behind; the text is the caller's. 0 or -errno. */
int whole_file_read(int fd, char **ret_text, size_t *ret_length);

/* Writes all of the text. 0 or -errno. */
int whole_file_write(int fd, const char *text);
