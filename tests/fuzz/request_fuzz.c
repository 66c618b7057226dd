/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What module and helper decode. What was understood must be written again as the very same bytes:
 * there is one spelling of each message, and nothing in it is overlooked.
 */
#include "fuzz.h"
#include "message_input.h"

#include <syslog.h>

#include "keeper/control.h"
#include "shared/cleanup.h"
#include "shared/request.h"

static uint8_t again[MESSAGE_MAX];

static void expect_same(ssize_t length, const uint8_t *data, size_t size)
{
	expect(length >= 0 && (size_t)length == size);
	expect(memcmp(again, data, size) == 0);
}

static void try_request(const uint8_t *data, size_t size)
{
	struct request request = { 0 };

	if (request_decode(&request, data, size) != 0)
		return;
	expect(request.config_path != NULL && request.rhost != NULL);
	expect(request.group_count <= REQUEST_GROUPS);
	expect_same(request_encode(&request, again, sizeof(again)), data, size);
	request_clear(&request);
}

static void try_verdict(const uint8_t *data, size_t size)
{
	static struct verdict verdict;

	if (verdict_decode(&verdict, data, size) != 0)
		return;
	expect(verdict.filter_count <= FILTER_MAX && verdict.namespace_count <= NAMESPACE_COUNT);
	expect(memchr(verdict.reason, '\0', sizeof(verdict.reason)) != NULL);
	expect(memchr(verdict.entry, '\0', sizeof(verdict.entry)) != NULL);
	expect_same(verdict_encode(&verdict, again, sizeof(again)), data, size);
}

static void try_log_line(const uint8_t *data, size_t size)
{
	struct log_line line;

	if (log_line_decode(&line, data, size) != 0)
		return;
	expect(line.level >= LOG_EMERG && line.level <= LOG_DEBUG);
	expect_same(log_line_encode(&line, again, sizeof(again)), data, size);
}

static void try_control(const uint8_t *data, size_t size)
{
	struct control_join join;
	struct control_session session;
	struct control_answer answer;
	struct control_text text;

	if (control_join_decode(&join, data, size) == 0)
		expect_same(control_join_encode(&join, again, sizeof(again)), data, size);
	if (control_enter_decode(&join.label, data, size) == 0)
		expect_same(control_enter_encode(&join.label, again, sizeof(again)), data, size);
	if (control_session_decode(&session, data, size) == 0)
		expect_same(control_session_encode(&session, again, sizeof(again)), data, size);
	if (control_answer_decode(&answer, data, size) == 0)
		expect_same(control_answer_encode(&answer, again, sizeof(again)), data, size);
	if (control_text_decode(&text, data, size) == 0) {
		expect_same(control_text_encode(&text, again, sizeof(again)), data, size);
		free(text.text);
	}
}

static void try_all(const uint8_t *data, size_t size)
{
	int type = message_type_decode(data, size);

	expect(type < 0 || (type >= MESSAGE_REQUEST && type <= MESSAGE_CLOSED));
	type = control_type_decode(data, size);
	expect(type < 0 || (type >= CONTROL_JOIN && type <= CONTROL_DEVICES));
	try_request(data, size);
	try_verdict(data, size);
	try_log_line(data, size);
	try_control(data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { data, size };
	size_t length;
	uint8_t *message = fuzz_message(&input, &length);

	try_all(message, length);
	free(message);
	return 0;
}
