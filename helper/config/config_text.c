/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and checking of raw lines: see config_text.h. */
#include "config/config_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "shared/cleanup.h"
#include "system/report.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Most files are small. */
#define FIRST_ROOM (16 * 1024)

/* Room for one byte more than is allowed, so that a file that grows meanwhile is noticed too. */
static int room_make(char **bytes, size_t *room, size_t length)
{
	size_t wanted = *room == 0 ? FIRST_ROOM : *room * 4;
	char *grown;

	if (length < *room)
		return 0;
	wanted = wanted < CONFIG_FILE_MAX + 1 ? wanted : CONFIG_FILE_MAX + 1;
	grown = realloc(*bytes, wanted + 1);
	if (grown == NULL)
		return -ENOMEM;
	*bytes = grown;
	*room = wanted;
	return 0;
}

/* The parser's time grows with the square of the sections. */
static int size_check(const char *bytes, size_t length, const char *path, struct report *report)
{
	unsigned int lines = 0, sections = 0;
	bool begins = true;

	for (size_t i = 0; i < length; i++) {
		sections += begins && bytes[i] == '[';
		begins = bytes[i] == '\n';
		lines += begins;
	}
	if (lines > CONFIG_LINES_MAX)
		(void)report_error(report, 0, "%s: has more than %d lines", path, CONFIG_LINES_MAX);
	else if (sections > CONFIG_SECTIONS_MAX)
		(void)report_error(report, 0, "%s: has more than %d sections", path,
				   CONFIG_SECTIONS_MAX);
	else
		return 0;
	return -EFBIG;
}

int config_text_read(struct config_text *ret_text, int file_fd, const char *path,
		     struct report *report)
{
	_cleanup_free_ char *bytes = NULL;
	size_t length = 0, room = 0;
	ssize_t got;

	do {
		if (room_make(&bytes, &room, length) < 0)
			return report_error(report, ENOMEM, "%s", path);
		got = read(file_fd, bytes + length, room - length);
		if (got < 0 && errno != EINTR)
			return report_error(report, errno, "%s: can not be read", path);
		if (got > 0)
			length += (size_t)got;
	} while (got != 0 && length <= CONFIG_FILE_MAX);
	if (length > CONFIG_FILE_MAX) {
		(void)report_error(report, 0, "%s: is larger than 1 MiB", path);
		return -EFBIG;
	}
	if (size_check(bytes, length, path, report) < 0)
		return -EFBIG;
	bytes[length] = '\0';
	ret_text->bytes = TAKE_PTR(bytes);
	ret_text->length = length;
	return 0;
}

struct utf8_form {
	uint8_t lead_mask, lead;
	size_t length;
	uint32_t smallest; /* anything below has a shorter form */
};

static const struct utf8_form utf8_forms[] = {
	{ 0x80, 0x00, 1, 0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static const struct utf8_form *utf8_form_find(uint8_t lead)
{
	for (size_t i = 0; i < ARRAY_SIZE(utf8_forms); i++)
		if ((lead & utf8_forms[i].lead_mask) == utf8_forms[i].lead)
			return &utf8_forms[i];
	return NULL;
}

/* Bytes of the character (RFC 3629) that bytes begin with, 0 if it is none. */
static size_t utf8_length(const char *bytes, size_t available)
{
	const struct utf8_form *form = utf8_form_find((uint8_t)bytes[0]);
	uint32_t code;

	if (form == NULL || form->length > available)
		return 0;
	code = (uint8_t)bytes[0] & (uint8_t)~form->lead_mask;
	for (size_t i = 1; i < form->length; i++) {
		if (((uint8_t)bytes[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((uint8_t)bytes[i] & 0x3f);
	}
	if (code < form->smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return form->length;
}

/* What is wrong with one line, or NULL. */
static const char *line_fault(const char *line, size_t length)
{
	size_t step;

	if (length > CONFIG_LINE_MAX)
		return "line is longer than 8192 bytes";
	for (size_t i = 0; i < length; i += step) {
		step = utf8_length(line + i, length - i);
		if (step == 0)
			return "invalid UTF-8";
		if (line[i] == '\0')
			return "NUL byte";
		if (line[i] == '\r')
			return "carriage return (lines must end with a newline alone)";
		if (step == 1 && line[i] != '\t' && (line[i] < ' ' || line[i] == 0x7f))
			return "control byte";
	}
	return NULL;
}

size_t config_line_length(const struct config_text *text, size_t start)
{
	const char *end = memchr(text->bytes + start, '\n', text->length - start);

	return end == NULL ? text->length - start : (size_t)(end - text->bytes) - start;
}

bool config_line_is_idle(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return i == length || line[0] == '#' || line[0] == ';';
}

/* The parser would silently take what precedes all sections for [default]'s. */
static const char *place_fault(const char *line, size_t length, bool *is_in_section)
{
	if (length > 0 && line[0] == '[')
		*is_in_section = true;
	return *is_in_section || config_line_is_idle(line, length) ? NULL
								   : "outside of any section";
}

static void blank_from(struct config_text *text, size_t start)
{
	bool is_header = text->bytes[start] == '[';

	do {
		size_t length = config_line_length(text, start);

		memset(text->bytes + start, ' ', length);
		start += length + 1;
	} while (is_header && start < text->length && text->bytes[start] != '[');
}

void config_text_check(struct config_text *text, const char *path, struct report *report)
{
	bool is_in_section = false;
	unsigned int line = 1;
	size_t length;

	if (text->length >= 3 && memcmp(text->bytes, BYTE_ORDER_MARK, 3) == 0) {
		(void)report_error(report, 0, "%s:1: byte order mark", path);
		memmove(text->bytes, text->bytes + 3, text->length - 3 + 1);
		text->length -= 3;
	}
	for (size_t start = 0; start < text->length; start += length + 1, line++) {
		const char *reason;

		length = config_line_length(text, start);
		reason = line_fault(text->bytes + start, length);
		if (reason == NULL)
			reason = place_fault(text->bytes + start, length, &is_in_section);
		if (reason == NULL)
			continue;
		(void)report_error(report, 0, "%s:%u: %s", path, line, reason);
		blank_from(text, start);
	}
}

void config_text_blank(struct config_text *text, unsigned int line)
{
	size_t start = 0;

	for (; line > 1 && start < text->length; line--)
		start += config_line_length(text, start) + 1;
	if (start < text->length)
		blank_from(text, start);
}
