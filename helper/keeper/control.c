/* SPDX-License-Identifier: BSD-3-Clause */
/* The messages of a keeper's socket; see control.h. */
#include "keeper/control.h"

#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"
#include "shared/wire.h"

static const struct wire_field join_fields[] = {
	WIRE_FIELD(WIRE_TEXT, control_join, digest),
	WIRE_FIELD(WIRE_NUMBERS, control_join, origin.sources),
	WIRE_FIELD(WIRE_TEXT, control_join, origin.account),
	WIRE_FIELD(WIRE_TEXT, control_join, origin.profiles),
	WIRE_FIELD(WIRE_U32, control_join, label.session_id),
	WIRE_FIELD(WIRE_TEXT, control_join, label.service),
	WIRE_FIELD(WIRE_TEXT, control_join, label.tty),
	WIRE_FIELD(WIRE_TEXT, control_join, label.rhost),
	WIRE_FIELD(WIRE_TEXT, control_join, terminal),
};

static const struct wire_field label_fields[] = {
	WIRE_FIELD(WIRE_U32, session_label, session_id),
	WIRE_FIELD(WIRE_TEXT, session_label, service),
	WIRE_FIELD(WIRE_TEXT, session_label, tty),
	WIRE_FIELD(WIRE_TEXT, session_label, rhost),
};

static const struct wire_field session_fields[] = {
	WIRE_FIELD(WIRE_U32, control_session, session_id),
};

static const struct wire_field yield_fields[] = {
	WIRE_FIELD(WIRE_TEXT, control_yield, config),
};

static const struct wire_field answer_fields[] = {
	WIRE_FIELD(WIRE_U32, control_answer, outcome),
	WIRE_FIELD(WIRE_TEXT, control_answer, reason),
};

static const struct wire_field text_fields[] = {
	WIRE_FIELD(WIRE_STRING, control_text, text),
};

struct session_label session_label_make(const struct request *request)
{
	struct session_label label = { .session_id = request->session_id };

	(void)snprintf(label.service, sizeof(label.service), "%s", request->service);
	(void)snprintf(label.tty, sizeof(label.tty), "%s", request->tty);
	(void)snprintf(label.rhost, sizeof(label.rhost), "%s", request->rhost);
	return label;
}

static ssize_t encode(enum control_type type, const struct wire_field *fields, size_t count,
		      const void *object, uint8_t *buffer, size_t size)
{
	struct wire_writer writer = wire_writer_begin(type, buffer, size);

	wire_write_fields(&writer, fields, count, object);
	return wire_writer_end(&writer);
}

ssize_t control_join_encode(const struct control_join *join, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_JOIN, join_fields, ARRAY_SIZE(join_fields), join, buffer, size);
}

ssize_t control_enter_encode(const struct session_label *label, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_ENTER, label_fields, ARRAY_SIZE(label_fields), label, buffer, size);
}

ssize_t control_session_encode(const struct control_session *session, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_SESSION, session_fields, ARRAY_SIZE(session_fields), session, buffer,
		      size);
}

ssize_t control_yield_encode(const struct control_yield *yield, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_YIELD, yield_fields, ARRAY_SIZE(yield_fields), yield, buffer, size);
}

ssize_t control_word_encode(enum control_type type, uint8_t *buffer, size_t size)
{
	return encode(type, NULL, 0, NULL, buffer, size);
}

ssize_t control_answer_encode(const struct control_answer *answer, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_ANSWER, answer_fields, ARRAY_SIZE(answer_fields), answer, buffer,
		      size);
}

ssize_t control_text_encode(const struct control_text *text, uint8_t *buffer, size_t size)
{
	return encode(CONTROL_TEXT, text_fields, ARRAY_SIZE(text_fields), text, buffer, size);
}

/* 0, or the first thing that is wrong; object is filled as far as it went. */
static int decode(enum control_type type, const struct wire_field *fields, size_t count,
		  void *object, const uint8_t *buffer, size_t length)
{
	uint32_t found;
	struct wire_reader reader = wire_reader_begin(buffer, length, &found);

	if (found != type)
		wire_fail(&reader, -EBADMSG);
	wire_read_fields(&reader, fields, count, object);
	return wire_reader_end(&reader);
}

int control_join_decode(struct control_join *ret_join, const uint8_t *buffer, size_t length)
{
	struct control_join join = { 0 };
	int error =
		decode(CONTROL_JOIN, join_fields, ARRAY_SIZE(join_fields), &join, buffer, length);

	if (error == 0)
		*ret_join = join;
	return error;
}

int control_enter_decode(struct session_label *ret_label, const uint8_t *buffer, size_t length)
{
	struct session_label label = { 0 };
	int error = decode(CONTROL_ENTER, label_fields, ARRAY_SIZE(label_fields), &label, buffer,
			   length);

	if (error == 0)
		*ret_label = label;
	return error;
}

int control_session_decode(struct control_session *ret_session, const uint8_t *buffer,
			   size_t length)
{
	struct control_session session = { 0 };
	int error = decode(CONTROL_SESSION, session_fields, ARRAY_SIZE(session_fields), &session,
			   buffer, length);

	if (error == 0)
		*ret_session = session;
	return error;
}

int control_yield_decode(struct control_yield *ret_yield, const uint8_t *buffer, size_t length)
{
	struct control_yield yield = { 0 };
	int error = decode(CONTROL_YIELD, yield_fields, ARRAY_SIZE(yield_fields), &yield, buffer,
			   length);

	if (error == 0)
		*ret_yield = yield;
	return error;
}

int control_answer_decode(struct control_answer *ret_answer, const uint8_t *buffer, size_t length)
{
	struct control_answer answer = { 0 };
	int error = decode(CONTROL_ANSWER, answer_fields, ARRAY_SIZE(answer_fields), &answer,
			   buffer, length);

	if (error == 0 && answer.outcome > CONTROL_REFUSED)
		error = -EBADMSG;
	if (error == 0)
		*ret_answer = answer;
	return error;
}

int control_text_decode(struct control_text *ret_text, const uint8_t *buffer, size_t length)
{
	struct control_text text = { 0 };
	int error =
		decode(CONTROL_TEXT, text_fields, ARRAY_SIZE(text_fields), &text, buffer, length);

	if (error == 0)
		*ret_text = text;
	else
		free(text.text);
	return error;
}

int control_type_decode(const uint8_t *buffer, size_t length)
{
	uint32_t type;
	struct wire_reader reader = wire_reader_begin(buffer, length, &type);
	bool is_word = type == CONTROL_LIST || type == CONTROL_KILL || type == CONTROL_DEVICES;

	if (type < CONTROL_JOIN || type > CONTROL_DEVICES || (is_word && reader.left != 0))
		wire_fail(&reader, -EBADMSG);
	return reader.error < 0 ? reader.error : (int)type;
}
