/* SPDX-License-Identifier: BSD-3-Clause */
/* Text for terminals; see printable.h. */
#include "ctl/output/printable.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void printable_write(FILE *stream, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= ' ' && *text <= '~')
			(void)fputc(*text, stream);
		else
			(void)fprintf(stream, "\\x%02x", (unsigned char)*text);
}

char *printable_copy(const char *text)
{
	char *copy = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&copy, &size);

	if (stream == NULL)
		return NULL;
	printable_write(stream, text);
	if (fclose(stream) == 0)
		return copy;
	free(copy);
	return NULL;
}

bool printable_has_colour(FILE *stream)
{
	const char *terminal = getenv("TERM");

	return getenv("NO_COLOR") == NULL && terminal != NULL && strcmp(terminal, "dumb") != 0 &&
	       isatty(fileno(stream)) == 1;
}

static const char *const styles[] = {
	[STYLE_PLAIN] = "",	      [STYLE_HEAD] = "\033[1m",	 [STYLE_ERROR] = "\033[1;31m",
	[STYLE_WARNING] = "\033[33m", [STYLE_GOOD] = "\033[32m",
};

const char *style_begin(FILE *stream, enum style style)
{
	return printable_has_colour(stream) ? styles[style] : "";
}

const char *style_end(FILE *stream, enum style style)
{
	return style != STYLE_PLAIN && printable_has_colour(stream) ? "\033[0m" : "";
}
