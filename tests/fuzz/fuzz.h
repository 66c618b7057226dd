/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput: it hands bytes to
 * a room as an enemy or a careless administrator would, and holds what comes out against what the
 * room promises. It must never: look anything up on the machine, or keep state from run to run that
 * changes a result.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A promise that does not hold is a finding, as a crash is. */
#define expect(condition)                                                                \
	do {                                                                             \
		if (!(condition)) {                                                      \
			(void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
				      #condition);                                       \
			abort();                                                         \
		}                                                                        \
	} while (0)

/* The bytes that are not used up yet. */
struct fuzz_input {
	const uint8_t *data;
	size_t left;
};

/* The next byte; 0 at the end. */
static inline uint8_t fuzz_byte(struct fuzz_input *input)
{
	if (input->left == 0)
		return 0;
	input->left--;
	return *input->data++;
}

/* The bytes up to the next one of the value end, which is skipped, or to the last. */
static inline const uint8_t *fuzz_part(struct fuzz_input *input, uint8_t end, size_t *ret_length)
{
	const uint8_t *part = input->data;
	const uint8_t *found = input->left == 0 ? NULL : memchr(part, end, input->left);
	size_t length = found == NULL ? input->left : (size_t)(found - part);

	input->data += length + (found != NULL);
	input->left -= length + (found != NULL);
	*ret_length = length;
	return part;
}

/* A copy with a NUL behind it, so that one byte too many is noticed: the caller's. */
static inline char *fuzz_text(const uint8_t *part, size_t length)
{
	char *text = malloc(length + 1);

	expect(text != NULL);
	if (length > 0)
		(void)memcpy(text, part, length);
	text[length] = '\0';
	return text;
}

/* The bytes up to the next NUL as a string: the caller's. */
static inline char *fuzz_string(struct fuzz_input *input)
{
	size_t length;
	const uint8_t *part = fuzz_part(input, '\0', &length);

	return fuzz_text(part, length);
}
