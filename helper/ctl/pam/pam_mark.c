/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/pam/pam_mark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/file/text_line.h"
#include "shared/cleanup.h"

static const char kept[] = PAM_MARK_KEPT, mark[] = PAM_MARK;

static bool is_kept(const char *line)
{
	return strncmp(line, kept, sizeof(kept) - 1) == 0;
}

static bool is_ours(const char *line, const char *end)
{
	while (end > line && strchr(" \t\n", end[-1]) != NULL)
		end--;
	return (size_t)(end - line) >= sizeof(mark) - 1 &&
	       memcmp(end - (sizeof(mark) - 1), mark, sizeof(mark) - 1) == 0;
}

bool pam_mark_is_in(const char *text)
{
	for (const char *line = text; *line != '\0'; line = text_line_end(line))
		if (is_kept(line) || is_ours(line, text_line_end(line)))
			return true;
	return false;
}

char *pam_mark_strip(const char *text)
{
	char *stripped = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&stripped, &size);

	if (stream == NULL)
		return NULL;
	for (const char *line = text, *end; *line != '\0'; line = end) {
		end = text_line_end(line);
		if (is_kept(line))
			(void)fwrite(line + sizeof(kept) - 1, 1,
				     (size_t)(end - line) - (sizeof(kept) - 1), stream);
		else if (!is_ours(line, end))
			(void)fwrite(line, 1, (size_t)(end - line), stream);
	}
	if (fclose(stream) == 0)
		return stripped;
	free(stripped);
	return NULL;
}
