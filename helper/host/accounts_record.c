/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "host/accounts_record.h"

#include <stdlib.h>
#include <string.h>

#include "host/accounts_file.h"
#include "host/etc_file.h"
#include "shared/cleanup.h"

struct record_field {
	const char *name;
	size_t offset;
};

#define FIELD(label, member)                                                        \
	{                                                                           \
		.name = (label), .offset = offsetof(struct accounts_record, member) \
	}

static const struct record_field record_fields[] = {
	FIELD("passwd made ", made[ACCOUNTS_PASSWD]),
	FIELD("passwd seen ", seen[ACCOUNTS_PASSWD]),
	FIELD("group made ", made[ACCOUNTS_GROUP]),
	FIELD("group seen ", seen[ACCOUNTS_GROUP]),
	FIELD("shell ", shell),
};

static char **field_of(struct accounts_record *record, const struct record_field *field)
{
	return (char **)(void *)((char *)record + field->offset);
}

int accounts_record_set(char **field, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		return -ENOMEM;
	free(*field);
	*field = copy;
	return 0;
}

static int line_take(struct accounts_record *record, const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(record_fields); i++) {
		const char *name = record_fields[i].name;

		if (strncmp(line, name, strlen(name)) == 0)
			return accounts_record_set(field_of(record, &record_fields[i]),
						   line + strlen(name));
	}
	return 0;
}

int accounts_record_read(struct accounts_record *ret_record, int etc_fd)
{
	_cleanup_free_ char *text = NULL;
	char *rest, *line;
	int error = 0;

	*ret_record = (struct accounts_record){ .shell = NULL };
	if (accounts_file_read(etc_fd, ACCOUNTS_RECORD_NAME, &text) < 0)
		return 0;
	rest = text;
	while (error == 0 && (line = strsep(&rest, "\n")) != NULL)
		error = line_take(ret_record, line);
	return error;
}

int accounts_record_write(const struct accounts_record *record, int etc_fd)
{
	struct accounts_record copy = *record;
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *output = open_memstream(&text, &size);
	int error;

	if (output == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(record_fields); i++) {
		const char *value = *field_of(&copy, &record_fields[i]);

		if (value != NULL)
			(void)fprintf(output, "%s%s\n", record_fields[i].name, value);
	}
	error = accounts_file_close(output);
	return error < 0 ? error : etc_file_replace(etc_fd, ACCOUNTS_RECORD_NAME, text, size);
}

void accounts_record_clear(struct accounts_record *record)
{
	for (size_t i = 0; i < ARRAY_SIZE(record_fields); i++)
		free(*field_of(record, &record_fields[i]));
	*record = (struct accounts_record){ .shell = NULL };
}
