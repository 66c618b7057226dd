/* SPDX-License-Identifier: BSD-3-Clause */
/* Events as key=value; see event_text.h. */
#include "shared/event_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"
#include "shared/namespace_id.h"

#define PLAIN	  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:@/+,%"
#define VALUE_MAX 160 /* bytes of a value as it is written */

struct line {
	char *text;
	size_t used;
};

/* What does not fit is left out whole: half a pair is none. */
__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
	size_t room = EVENT_TEXT_MAX - line->used;
	va_list values;
	int length;

	va_start(values, format);
	length = vsnprintf(line->text + line->used, room, format, values);
	va_end(values);
	if (length > 0 && (size_t)length < room)
		line->used += (size_t)length;
	line->text[line->used] = '\0';
}

static void escape(char *word, size_t size, const char *value)
{
	size_t used = 0;

	for (; *value != '\0' && used + sizeof("\\xNN") <= size; value++) {
		if (strchr(PLAIN, *value) != NULL)
			word[used++] = *value;
		else
			used += (size_t)snprintf(word + used, size - used, "\\x%02x",
						 (unsigned char)*value);
	}
	word[used] = '\0';
}

static void word_add(struct line *line, const char *key, const char *value)
{
	char word[VALUE_MAX];

	if (value == NULL)
		return;
	escape(word, sizeof(word), value);
	add(line, " %s=%s", key, word[0] == '\0' ? "-" : word);
}

static void namespaces_add(struct line *line, const struct event_text *event)
{
	for (size_t i = 0; i < event->namespace_count; i++)
		for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
			if (kind->flag == event->namespaces[i].flag)
				add(line, " ns_%s=%" PRIu64, kind->name,
				    event->namespaces[i].inode);
}

void event_text_make(char text[EVENT_TEXT_MAX], const struct event_text *event)
{
	struct line line = { .text = text };
	int64_t taken_ms = event->begin_ms == 0 ? -1 : boottime_ms() - event->begin_ms;

	add(&line, "event=%s", event->event);
	if (event->has_session)
		add(&line, " id=%08" PRIx32, event->session_id);
	word_add(&line, "user", event->user);
	if (event->has_uid)
		add(&line, " uid=%u", event->uid);
	word_add(&line, "service", event->service);
	word_add(&line, "tty", event->tty);
	word_add(&line, "rhost", event->rhost);
	word_add(&line, "jail", event->jail);
	namespaces_add(&line, event);
	if (taken_ms >= 0)
		add(&line, " seconds=%" PRId64 ".%03" PRId64, taken_ms / 1000, taken_ms % 1000);
}
