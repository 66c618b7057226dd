/* SPDX-License-Identifier: BSD-3-Clause */
/* Headers and keys by their lines: see config_outline.h. */
#include "config/config_outline.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/config_text.h"
#include "shared/cleanup.h"

static size_t without_blanks_behind(const char *text, size_t length)
{
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	return length;
}

/* The name in "[", blanks, name, blanks, "]", blanks. */
static bool header_read(struct config_header *header, const char *line, size_t length)
{
	length = without_blanks_behind(line, length);
	if (length < 2 || line[0] != '[' || line[length - 1] != ']')
		return false;
	length = without_blanks_behind(line + 1, length - 2);
	line++;
	for (; length > 0 && (*line == ' ' || *line == '\t'); length--)
		line++;
	header->name = line;
	header->length = length;
	return true;
}

/* What stands before the first '='. */
static bool key_read(struct config_outline_key *key, const char *line, size_t length)
{
	const char *end = memchr(line, '=', length);

	if (end == NULL || config_line_is_idle(line, length))
		return false;
	key->name = line;
	key->length = without_blanks_behind(line, (size_t)(end - line));
	return true;
}

static void line_read(struct config_outline *outline, size_t *header_count, size_t *key_count,
		      const char *line, size_t length, unsigned int number)
{
	struct config_header *header = &outline->headers[*header_count];
	struct config_outline_key *key = &outline->keys[*key_count];

	if (*header_count < CONFIG_SECTIONS_MAX && header_read(header, line, length)) {
		header->line = number;
		header->keys = key;
		(*header_count)++;
	} else if (*header_count > 0 && key_read(key, line, length)) {
		key->line = number;
		header[-1].key_count++;
		(*key_count)++;
	}
}

static size_t line_count(const struct config_text *text)
{
	size_t count = 1;

	for (size_t i = 0; i < text->length; i++)
		count += text->bytes[i] == '\n';
	return count;
}

int config_outline_read(struct config_outline *ret_outline, const struct config_text *text)
{
	struct config_outline outline = {
		.headers = calloc(CONFIG_SECTIONS_MAX + 1, sizeof(*outline.headers)),
		.keys = calloc(line_count(text), sizeof(*outline.keys)),
	};
	size_t header_count = 0, key_count = 0;
	unsigned int number = 1;
	size_t length;

	if (outline.headers == NULL || outline.keys == NULL) {
		config_outline_clear(&outline);
		return -ENOMEM;
	}
	for (size_t start = 0; start < text->length; start += length + 1, number++) {
		length = config_line_length(text, start);
		line_read(&outline, &header_count, &key_count, text->bytes + start, length, number);
	}
	*ret_outline = outline;
	return 0;
}

void config_outline_clear(struct config_outline *outline)
{
	free(outline->headers);
	free(outline->keys);
	*outline = (struct config_outline){ 0 };
}

static bool is_named(const char *name, size_t name_length, const char *text, size_t length)
{
	return name_length == length && strncasecmp(text, name, length) == 0;
}

static const struct config_header *header_named(const struct config_header *from, const char *name,
						size_t length)
{
	while (from->line != 0 && !is_named(name, length, from->name, from->length))
		from++;
	return from->line == 0 ? NULL : from;
}

const struct config_header *config_header_find(const struct config_header *from, const char *name)
{
	return header_named(from, name, strlen(name));
}

/* The next header of the same section. */
static const struct config_header *header_after(const struct config_header *header)
{
	return header_named(header + 1, header->name, header->length);
}

unsigned int config_cursor_next(struct config_cursor *cursor, const char *key)
{
	for (; cursor->header != NULL; cursor->header = header_after(cursor->header)) {
		while (cursor->next < cursor->header->key_count) {
			const struct config_outline_key *found =
				&cursor->header->keys[cursor->next++];

			if (key == NULL || is_named(key, strlen(key), found->name, found->length))
				return found->line;
		}
		cursor->next = 0;
	}
	return 0;
}
