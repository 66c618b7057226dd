/* SPDX-License-Identifier: BSD-3-Clause */
/* One hunk, from the first line that differs to the last; see text_diff.h. */
#include "ctl/file/text_diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/file/text_line.h"
#include "shared/cleanup.h"

#define CONTEXT 3

struct line {
	const char *text;
	size_t length; /* with its newline */
};

struct lines {
	size_t count;
	struct line *list;
	size_t next; /* that was not written yet */
	size_t end;  /* of the hunk */
};

static int lines_take(struct lines *lines, const char *text)
{
	for (const char *line = text, *end; *line != '\0'; line = end) {
		struct line *grown =
			reallocarray(lines->list, lines->count + 1, sizeof(*lines->list));

		if (grown == NULL)
			return -ENOMEM;
		end = text_line_end(line);
		lines->list = grown;
		grown[lines->count++] = (struct line){ line, (size_t)(end - line) };
	}
	return 0;
}

static bool is_same(const struct line *one, const struct line *other)
{
	return one->length == other->length && memcmp(one->text, other->text, one->length) == 0;
}

/* Where the hunk begins and ends in both. */
static void hunk_find(struct lines *from, struct lines *to)
{
	size_t begin = 0, tail = 0, shorter = from->count < to->count ? from->count : to->count;

	while (begin < shorter && is_same(&from->list[begin], &to->list[begin]))
		begin++;
	while (tail < shorter - begin &&
	       is_same(&from->list[from->count - 1 - tail], &to->list[to->count - 1 - tail]))
		tail++;
	begin -= begin < CONTEXT ? begin : CONTEXT;
	tail -= tail < CONTEXT ? tail : CONTEXT;
	from->next = to->next = begin;
	from->end = from->count - tail;
	to->end = to->count - tail;
}

static void line_write(FILE *stream, char sign, struct lines *lines)
{
	const struct line *line = &lines->list[lines->next++];

	(void)fputc(sign, stream);
	for (size_t i = 0; i < line->length; i++) {
		unsigned char byte = (unsigned char)line->text[i];

		if ((byte >= ' ' && byte <= '~') || byte == '\t' || byte == '\n')
			(void)fputc(byte, stream);
		else
			(void)fprintf(stream, "\\x%02x", byte);
	}
	if (line->length == 0 || line->text[line->length - 1] != '\n')
		(void)fputs("\n\\ No newline at end of file\n", stream);
}

static bool comes_later(const struct line *line, const struct lines *lines)
{
	for (size_t i = lines->next; i < lines->end; i++)
		if (is_same(line, &lines->list[i]))
			return true;
	return false;
}

static void hunk_write(FILE *stream, struct lines *from, struct lines *to)
{
	while (from->next < from->end || to->next < to->end) {
		bool has_both = from->next < from->end && to->next < to->end;

		if (has_both && is_same(&from->list[from->next], &to->list[to->next])) {
			line_write(stream, ' ', from);
			to->next++;
		} else if (from->next < from->end &&
			   !(has_both && comes_later(&from->list[from->next], to))) {
			line_write(stream, '-', from);
		} else {
			line_write(stream, '+', to);
		}
	}
}

/* A hunk without lines is at the one before it (diff -u). */
static size_t first_line(const struct lines *lines)
{
	return lines->end > lines->next ? lines->next + 1 : lines->next;
}

int text_diff_write(FILE *stream, const char *from_name, const char *from, const char *to_name,
		    const char *to)
{
	struct lines old = { 0 }, new = { 0 };
	int error = 0;

	if (strcmp(from, to) == 0)
		return 0;
	if (lines_take(&old, from) < 0 || lines_take(&new, to) < 0) {
		error = -ENOMEM;
	} else {
		hunk_find(&old, &new);
		(void)fprintf(stream, "--- %s\n+++ %s\n@@ -%zu,%zu +%zu,%zu @@\n", from_name,
			      to_name, first_line(&old), old.end - old.next, first_line(&new),
			      new.end - new.next);
		hunk_write(stream, &old, &new);
	}
	free(old.list);
	free(new.list);
	return error;
}
