/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ctl/file/text_line.h"

#include <string.h>

const char *text_line_end(const char *text)
{
	const char *newline = strchr(text, '\n');

	return newline == NULL ? text + strlen(text) : newline + 1;
}
