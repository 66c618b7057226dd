/* SPDX-License-Identifier: BSD-3-Clause */
/* One table of fields for each message; the walking is wire.c's. */
#include "shared/request.h"

#include <string.h>

#include "shared/cleanup.h"
#include "shared/wire.h"

static const struct wire_field request_fields[] = {
	WIRE_FIELD(WIRE_U32, request, session_id),
	WIRE_FIELD(WIRE_BOOL, request, is_debug),
	WIRE_FIELD(WIRE_BOOL, request, has_terminal),
	WIRE_FIELD(WIRE_BOOL, request, leads_terminal),
	WIRE_FIELD(WIRE_BOOL, request, is_query),
	WIRE_FIELD(WIRE_BOOL, request, is_audit),
	WIRE_FIELD(WIRE_U32, request, uid),
	WIRE_FIELD(WIRE_U32, request, gid),
	WIRE_FIELD(WIRE_STRING, request, config_path),
	WIRE_FIELD(WIRE_STRING, request, user),
	WIRE_FIELD(WIRE_STRING, request, gecos),
	WIRE_FIELD(WIRE_STRING, request, home),
	WIRE_FIELD(WIRE_STRING, request, shell),
	WIRE_FIELD(WIRE_STRING, request, service),
	WIRE_FIELD(WIRE_STRING, request, tty),
	WIRE_FIELD(WIRE_STRING, request, rhost),
	WIRE_FIELD(WIRE_NUMBERS, request, sources),
};

static const struct wire_field group_fields[] = {
	WIRE_FIELD(WIRE_U32, request_group, gid),
	WIRE_FIELD(WIRE_STRING, request_group, name),
};

static const struct wire_field filter_field = { WIRE_U64, 0, sizeof(uint64_t) };

static const struct wire_field verdict_fields[] = {
	WIRE_FIELD(WIRE_U32, verdict, outcome),
	WIRE_FIELD(WIRE_TEXT, verdict, reason),
	WIRE_FIELD(WIRE_TEXT, verdict, entry),
	WIRE_FIELD(WIRE_U64, verdict, bounding_set),
	WIRE_FIELD(WIRE_BOOL, verdict, no_new_privs),
	WIRE_FIELD(WIRE_BOOL, verdict, is_shared),
	WIRE_FIELD(WIRE_BOOL, verdict, is_join),
	WIRE_FIELD(WIRE_BOOL, verdict, has_runtime_dir),
};

static const struct wire_field namespace_fields[] = {
	WIRE_FIELD(WIRE_U32, namespace_id, flag),
	WIRE_FIELD(WIRE_U64, namespace_id, device),
	WIRE_FIELD(WIRE_U64, namespace_id, inode),
};

static const struct wire_field log_line_fields[] = {
	WIRE_FIELD(WIRE_U32, log_line, level),
	WIRE_FIELD(WIRE_TEXT, log_line, text),
};

/* A group on the wire is at least its gid and the length of its name. */
#define GROUP_WIRE_MIN (2 * sizeof(uint32_t))

#define LOG_LEVEL_MAX 7 /* LOG_DEBUG */

static struct wire_reader begin_type(const uint8_t *buffer, size_t length, enum message_type type)
{
	uint32_t found;
	struct wire_reader reader = wire_reader_begin(buffer, length, &found);

	if (found != type)
		wire_fail(&reader, -EBADMSG);
	return reader;
}

void request_clear(struct request *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(request_fields); i++)
		if (request_fields[i].kind == WIRE_STRING)
			free(*(char **)((char *)request + request_fields[i].offset));
	for (size_t i = 0; i < request->group_count; i++)
		free(request->groups[i].name);
	free(request->groups);
	memset(request, 0, sizeof(*request));
}

ssize_t request_encode(const struct request *request, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = wire_writer_begin(MESSAGE_REQUEST, buffer, size);

	if (request->group_count > REQUEST_GROUPS)
		return -EMSGSIZE;
	wire_write_fields(&writer, request_fields, ARRAY_SIZE(request_fields), request);
	wire_write_u32(&writer, (uint32_t)request->group_count);
	for (size_t i = 0; i < request->group_count; i++)
		wire_write_fields(&writer, group_fields, ARRAY_SIZE(group_fields),
				  &request->groups[i]);
	return wire_writer_end(&writer);
}

static void read_groups(struct wire_reader *reader, struct request *request)
{
	uint32_t count = wire_read_u32(reader);

	if (count > REQUEST_GROUPS || count > reader->left / GROUP_WIRE_MIN)
		wire_fail(reader, -EBADMSG);
	if (reader->error < 0 || count == 0)
		return;
	request->groups = calloc(count, sizeof(*request->groups));
	if (request->groups == NULL) {
		wire_fail(reader, -ENOMEM);
		return;
	}
	request->group_count = count;
	for (size_t i = 0; i < count; i++)
		wire_read_fields(reader, group_fields, ARRAY_SIZE(group_fields),
				 &request->groups[i]);
}

int request_decode(struct request *ret_request, const uint8_t *buffer, size_t length)
{
	struct wire_reader reader = begin_type(buffer, length, MESSAGE_REQUEST);
	__attribute__((cleanup(request_clear))) struct request request = { 0 };

	wire_read_fields(&reader, request_fields, ARRAY_SIZE(request_fields), &request);
	read_groups(&reader, &request);
	if (wire_reader_end(&reader) < 0)
		return reader.error;
	*ret_request = request;
	request = (struct request){ 0 };
	return 0;
}

ssize_t verdict_encode(const struct verdict *verdict, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = wire_writer_begin(MESSAGE_VERDICT, buffer, size);

	if (verdict->namespace_count > NAMESPACE_COUNT || verdict->filter_count > FILTER_MAX)
		return -EMSGSIZE;
	wire_write_fields(&writer, verdict_fields, ARRAY_SIZE(verdict_fields), verdict);
	wire_write_u32(&writer, (uint32_t)verdict->filter_count);
	for (size_t i = 0; i < verdict->filter_count; i++)
		wire_write_fields(&writer, &filter_field, 1, &verdict->filter[i]);
	wire_write_u32(&writer, (uint32_t)verdict->namespace_count);
	for (size_t i = 0; i < verdict->namespace_count; i++)
		wire_write_fields(&writer, namespace_fields, ARRAY_SIZE(namespace_fields),
				  &verdict->namespaces[i]);
	return wire_writer_end(&writer);
}

/* One instruction is one number on the wire. */
static void filter_read(struct wire_reader *reader, struct verdict *verdict)
{
	verdict->filter_count = wire_read_u32(reader);
	if (verdict->filter_count > FILTER_MAX) {
		reader->error = -EBADMSG;
		return;
	}
	for (size_t i = 0; i < verdict->filter_count && reader->error == 0; i++)
		wire_read_fields(reader, &filter_field, 1, &verdict->filter[i]);
}

int verdict_decode(struct verdict *ret_verdict, const uint8_t *buffer, size_t length)
{
	struct wire_reader reader = begin_type(buffer, length, MESSAGE_VERDICT);
	struct verdict verdict = { 0 };

	wire_read_fields(&reader, verdict_fields, ARRAY_SIZE(verdict_fields), &verdict);
	filter_read(&reader, &verdict);
	verdict.namespace_count = wire_read_u32(&reader);
	if (verdict.outcome > VERDICT_COVERED || verdict.namespace_count > NAMESPACE_COUNT)
		wire_fail(&reader, -EBADMSG);
	for (size_t i = 0; i < verdict.namespace_count && reader.error == 0; i++)
		wire_read_fields(&reader, namespace_fields, ARRAY_SIZE(namespace_fields),
				 &verdict.namespaces[i]);
	if (wire_reader_end(&reader) < 0)
		return reader.error;
	*ret_verdict = verdict;
	return 0;
}

ssize_t log_line_encode(const struct log_line *line, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = wire_writer_begin(MESSAGE_LOG, buffer, size);

	wire_write_fields(&writer, log_line_fields, ARRAY_SIZE(log_line_fields), line);
	return wire_writer_end(&writer);
}

int log_line_decode(struct log_line *ret_line, const uint8_t *buffer, size_t length)
{
	struct wire_reader reader = begin_type(buffer, length, MESSAGE_LOG);
	struct log_line line = { 0 };

	wire_read_fields(&reader, log_line_fields, ARRAY_SIZE(log_line_fields), &line);
	if (line.level < 0 || line.level > LOG_LEVEL_MAX)
		wire_fail(&reader, -EBADMSG);
	if (wire_reader_end(&reader) < 0)
		return reader.error;
	*ret_line = line;
	return 0;
}

ssize_t word_encode(enum message_type type, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = wire_writer_begin(type, buffer, size);

	return wire_writer_end(&writer);
}

int message_type_decode(const uint8_t *buffer, size_t length)
{
	uint32_t type;
	struct wire_reader reader = wire_reader_begin(buffer, length, &type);
	bool is_word = type == MESSAGE_JOINED || type == MESSAGE_CLOSED;

	if (type < MESSAGE_REQUEST || type > MESSAGE_CLOSED || (is_word && reader.left != 0))
		wire_fail(&reader, -EBADMSG);
	return reader.error < 0 ? reader.error : (int)type;
}
