/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages as the fuzz targets' inputs hold them: the length in two bytes, then the bytes. With the
 * length's highest bit set, our protocol's version is put before them, so that inputs that are kept
 * stay good when it changes.
 */
#pragma once

#include "fuzz.h"
#include "shared/request.h"

/* The next message in memory of exactly its size: the caller's. */
static inline uint8_t *fuzz_message(struct fuzz_input *input, size_t *ret_length)
{
	static const uint32_t version = PROTOCOL_VERSION;
	size_t length = fuzz_byte(input);
	uint8_t high = fuzz_byte(input);
	size_t head = (high & 0x80) != 0 ? sizeof(version) : 0;
	uint8_t *message;

	length |= (size_t)(high & 0x7f) << 8;
	length = length < input->left ? length : input->left;
	message = malloc(head + length + (head + length == 0));
	expect(message != NULL);
	(void)memcpy(message, &version, head);
	if (length > 0)
		(void)memcpy(message + head, input->data, length);
	input->data += length;
	input->left -= length;
	*ret_length = head + length;
	return message;
}
