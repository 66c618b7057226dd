/* SPDX-License-Identifier: BSD-3-Clause */
/* Strings in, ASCII out; see json_print.h. */
#include "ctl/output/json_print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static json_t *replaced_text(const char *text)
{
	_cleanup_free_ char *copy = malloc(strlen(text) * strlen(REPLACEMENT) + 1);
	char *end = copy;

	if (copy == NULL)
		return NULL;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x80)
			*end++ = *text;
		else
			end = stpcpy(end, REPLACEMENT);
	*end = '\0';
	return json_string(copy);
}

json_t *json_text(const char *text)
{
	json_t *value;

	if (text == NULL)
		return json_null();
	value = json_string(text);
	return value == NULL ? replaced_text(text) : value;
}

/* The library leaves DEL as it is, which some terminals act on. */
static void write_ascii(const char *dump)
{
	for (; *dump != '\0'; dump++)
		if (*dump == '\x7f')
			(void)fputs("\\u007f", stdout);
		else
			(void)fputc(*dump, stdout);
}

int json_print(json_t *value)
{
	_cleanup_free_ char *dump = NULL;

	if (value == NULL)
		return -ENOMEM;
	dump = json_dumps(value, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	json_decref(value);
	if (dump == NULL)
		return -ENOMEM;
	write_ascii(dump);
	(void)fputc('\n', stdout);
	return 0;
}
