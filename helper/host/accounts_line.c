/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/accounts_line.h"

#include <string.h>

bool accounts_id_parse(const char *text, uint32_t *ret_id)
{
	uint64_t id = 0;
	const char *digit = text;

	for (; *digit >= '0' && *digit <= '9' && id < UINT32_MAX; digit++)
		id = id * 10 + (uint64_t)(*digit - '0');
	/* The highest id is (uid_t)-1, "none" to the kernel. */
	if (digit == text || *digit != '\0' || id >= UINT32_MAX)
		return false;
	*ret_id = (uint32_t)id;
	return true;
}

bool accounts_has_control_byte(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == '\177')
			return true;
	return false;
}

bool accounts_is_field(const char *text)
{
	return strchr(text, ':') == NULL && !accounts_has_control_byte(text);
}

bool accounts_is_name(const char *text)
{
	return text[0] != '\0' && strchr(" +-#", text[0]) == NULL && accounts_is_field(text);
}

size_t accounts_line_split(char *line, char *fields[ACCOUNTS_FIELDS_MAX + 1])
{
	size_t count = 0;

	while (line != NULL && count <= ACCOUNTS_FIELDS_MAX)
		fields[count++] = strsep(&line, ":");
	return count;
}

bool accounts_line_take(char *line, size_t field_count, char *fields[ACCOUNTS_FIELDS_MAX + 1],
			uint32_t *ret_id)
{
	return !accounts_has_control_byte(line) &&
	       accounts_line_split(line, fields) == field_count &&
	       accounts_is_name(fields[ACCOUNTS_NAME]) &&
	       accounts_id_parse(fields[ACCOUNTS_ID], ret_id);
}
