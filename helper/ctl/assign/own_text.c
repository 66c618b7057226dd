/* SPDX-License-Identifier: BSD-3-Clause */
/* Line by line; see own_text.h. */
#include "ctl/assign/own_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/assign/assignment.h"
#include "ctl/file/text_line.h"
#include "shared/cleanup.h"

/* Keys stand in the first column. */
static bool is_of_key(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) == 0 &&
	       line[length + strspn(line + length, " \t")] == '=';
}

static bool has_section(const char *text)
{
	for (const char *line = text; *line != '\0'; line = text_line_end(line))
		if (*line == '[')
			return true;
	return false;
}

static void values_write(FILE *stream, const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->count; i++)
		(void)fprintf(stream, "%s = %s\n", assignment->key, assignment->values[i]);
}

/* True if the values are written. */
static bool lines_write(FILE *stream, const char *text, const struct assignment *assignment)
{
	bool is_written = false;

	for (const char *line = text, *end; *line != '\0'; line = end) {
		end = text_line_end(line);
		if (!is_of_key(line, assignment->key)) {
			(void)fwrite(line, (size_t)(end - line), 1, stream);
			if (end[-1] != '\n')
				(void)fputc('\n', stream);
			continue;
		}
		if (!is_written)
			values_write(stream, assignment);
		is_written = true;
	}
	return is_written;
}

char *own_text_set(const char *text, const char *user, const struct assignment *assignment)
{
	_cleanup_free_ char *result = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&result, &size);
	bool is_written;

	if (stream == NULL)
		return NULL;
	is_written = lines_write(stream, text, assignment);
	if (!has_section(text))
		(void)fprintf(stream, "[user %s]\n", user);
	if (!is_written)
		values_write(stream, assignment);
	return fclose(stream) == 0 ? TAKE_PTR(result) : NULL;
}
