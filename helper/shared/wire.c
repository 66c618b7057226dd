/* SPDX-License-Identifier: BSD-3-Clause */
/* Encoder and decoder for tables of fields; what they promise stands in the header. */
#include "shared/wire.h"

#include <string.h>

#include "shared/cleanup.h"

static void write_bytes(struct wire_writer *writer, const void *bytes, size_t count)
{
	if (writer->is_full || count > writer->size - writer->used) {
		writer->is_full = true;
		return;
	}
	memcpy(writer->buffer + writer->used, bytes, count);
	writer->used += count;
}

void wire_write_u32(struct wire_writer *writer, uint32_t value)
{
	write_bytes(writer, &value, sizeof(value));
}

static void write_string(struct wire_writer *writer, const char *string, size_t length)
{
	if (length > MESSAGE_MAX) {
		writer->is_full = true;
		return;
	}
	wire_write_u32(writer, (uint32_t)length);
	write_bytes(writer, string, length);
}

static void write_field(struct wire_writer *writer, const struct wire_field *field,
			const char *member)
{
	uint8_t boolean;

	switch (field->kind) {
	case WIRE_U32:
	case WIRE_U64:
	case WIRE_NUMBERS:
		write_bytes(writer, member, field->size);
		break;
	case WIRE_BOOL:
		boolean = *(const bool *)member;
		write_bytes(writer, &boolean, sizeof(boolean));
		break;
	case WIRE_STRING:
		write_string(writer, *(char *const *)member, strlen(*(char *const *)member));
		break;
	case WIRE_TEXT:
		write_string(writer, member, strnlen(member, field->size - 1));
		break;
	}
}

void wire_write_fields(struct wire_writer *writer, const struct wire_field *fields, size_t count,
		       const void *object)
{
	for (size_t i = 0; i < count; i++)
		write_field(writer, &fields[i], (const char *)object + fields[i].offset);
}

struct wire_writer wire_writer_begin(uint32_t type, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = {
		.buffer = buffer,
		.size = size < MESSAGE_MAX ? size : MESSAGE_MAX,
	};

	wire_write_u32(&writer, PROTOCOL_VERSION);
	wire_write_u32(&writer, type);
	return writer;
}

ssize_t wire_writer_end(const struct wire_writer *writer)
{
	return writer->is_full ? -EMSGSIZE : (ssize_t)writer->used;
}

void wire_fail(struct wire_reader *reader, int error)
{
	if (reader->error == 0)
		reader->error = error;
}

static void read_bytes(struct wire_reader *reader, void *bytes, size_t count)
{
	if (reader->error == 0 && count > reader->left)
		wire_fail(reader, -EBADMSG);
	if (reader->error < 0) {
		memset(bytes, 0, count);
		return;
	}
	memcpy(bytes, reader->data, count);
	reader->data += count;
	reader->left -= count;
}

uint32_t wire_read_u32(struct wire_reader *reader)
{
	uint32_t value;

	read_bytes(reader, &value, sizeof(value));
	return value;
}

static bool read_bool(struct wire_reader *reader)
{
	uint8_t value;

	read_bytes(reader, &value, sizeof(value));
	if (value > 1)
		wire_fail(reader, -EBADMSG);
	return value == 1;
}

/* The length of the string that follows: what it announces is there, less than limit, NUL-free. */
static size_t read_length(struct wire_reader *reader, size_t limit)
{
	uint32_t length = wire_read_u32(reader);

	if (reader->error == 0 && (length > reader->left || length >= limit ||
				   memchr(reader->data, '\0', length) != NULL))
		wire_fail(reader, -EBADMSG);
	return reader->error < 0 ? 0 : length;
}

static char *read_string(struct wire_reader *reader)
{
	size_t length = read_length(reader, MESSAGE_MAX);
	char *string = calloc(1, length + 1);

	if (string == NULL)
		wire_fail(reader, -ENOMEM);
	else
		read_bytes(reader, string, length);
	return string;
}

static void read_field(struct wire_reader *reader, const struct wire_field *field, char *member)
{
	switch (field->kind) {
	case WIRE_U32:
	case WIRE_U64:
	case WIRE_NUMBERS:
		read_bytes(reader, member, field->size);
		break;
	case WIRE_BOOL:
		*(bool *)member = read_bool(reader);
		break;
	case WIRE_STRING:
		*(char **)member = read_string(reader);
		break;
	case WIRE_TEXT:
		memset(member, 0, field->size);
		read_bytes(reader, member, read_length(reader, field->size));
		break;
	}
}

void wire_read_fields(struct wire_reader *reader, const struct wire_field *fields, size_t count,
		      void *object)
{
	for (size_t i = 0; i < count && reader->error == 0; i++)
		read_field(reader, &fields[i], (char *)object + fields[i].offset);
}

struct wire_reader wire_reader_begin(const uint8_t *buffer, size_t length, uint32_t *ret_type)
{
	struct wire_reader reader = { .data = buffer, .left = length };

	if (length > MESSAGE_MAX)
		wire_fail(&reader, -EBADMSG);
	if (wire_read_u32(&reader) != PROTOCOL_VERSION)
		wire_fail(&reader, -EPROTO);
	*ret_type = wire_read_u32(&reader);
	return reader;
}

int wire_reader_end(struct wire_reader *reader)
{
	if (reader->left != 0)
		wire_fail(reader, -EBADMSG);
	return reader->error;
}
