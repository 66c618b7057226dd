/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a message: header, numbers, length-counted strings, written and read by tables of
 * struct fields. Numbers are the machine's own; both sides run on it.
 * It must never: trust a length, or write past what it was given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Raised with every change of the format: an old helper and a new module must refuse each other. */
#define PROTOCOL_VERSION 8
#define MESSAGE_MAX	 (96 * 1024) /* bytes; below the smallest usual net.core.wmem_default */

enum wire_kind {
	WIRE_U32,
	WIRE_U64,
	WIRE_NUMBERS, /* a struct of uint64_t alone */
	WIRE_BOOL,
	WIRE_STRING, /* char *, owned */
	WIRE_TEXT,   /* char[size] */
};

struct wire_field {
	enum wire_kind kind;
	size_t offset;
	size_t size; /* of the member */
};

#define WIRE_FIELD(kind, type, member)                                                     \
	{                                                                                  \
		kind, offsetof(struct type, member), sizeof(((struct type *)NULL)->member) \
	}

/* Where an encoder stands. Once is_full, nothing more is written. */
struct wire_writer {
	uint8_t *buffer;
	size_t size;
	size_t used;
	bool is_full;
};

/* Where a decoder stands. The first error stays. */
struct wire_reader {
	const uint8_t *data;
	size_t left;
	int error;
};

/* Starts a message in buffer: protocol version and type. */
struct wire_writer wire_writer_begin(uint32_t type, uint8_t *buffer, size_t size);
void wire_write_u32(struct wire_writer *writer, uint32_t value);
/* Writes the fields of the struct at object, in the order of the table. */
void wire_write_fields(struct wire_writer *writer, const struct wire_field *fields, size_t count,
		       const void *object);
/* The length of the whole message, or -EMSGSIZE if something did not fit. */
ssize_t wire_writer_end(const struct wire_writer *writer);

/* Reads the header: -EPROTO for another protocol version. ret_type is 0 if there is an error. */
struct wire_reader wire_reader_begin(const uint8_t *buffer, size_t length, uint32_t *ret_type);
/* 0 after an error. */
uint32_t wire_read_u32(struct wire_reader *reader);
/* Reads into the struct at object, up to the first error. Its strings are the caller's to free. */
void wire_read_fields(struct wire_reader *reader, const struct wire_field *fields, size_t count,
		      void *object);
/* Notes an error (-errno), unless there is one already. */
void wire_fail(struct wire_reader *reader, int error);
/* 0 if all went well and nothing is left over; otherwise the first error. */
int wire_reader_end(struct wire_reader *reader);
