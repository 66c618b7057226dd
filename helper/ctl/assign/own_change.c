/* SPDX-License-Identifier: BSD-3-Clause */
/* Two sections, compared; see own_change.h. */
#include "ctl/assign/own_change.h"

#include "config/config_file.h"
#include "config/config_keys.h"
#include "ctl/output/json_print.h"
#include "ctl/output/printable.h"

#include <string.h>

/* The file's one section has all its values of the key. */
static json_t *values_of(const struct config_file *file, const char *key)
{
	json_t *values = json_array();
	const struct config_section *section = file->section_count > 0 ? file->sections : NULL;

	for (size_t i = 0; section != NULL && i < section->entry_count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			(void)json_array_append_new(values, json_text(section->entries[i].text));
	return values;
}

json_t *own_change_json(const struct config_file *before, const struct config_file *after)
{
	json_t *changed = json_array();

	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		json_t *old = values_of(before, key->name), *new = values_of(after, key->name);

		if (json_equal(old, new) != 0) {
			json_decref(old);
			json_decref(new);
			continue;
		}
		(void)json_array_append_new(changed, json_pack("{s:s, s:o, s:o}", "key", key->name,
							       "before", old, "after", new));
	}
	return changed;
}

static void values_write(FILE *stream, const json_t *values)
{
	size_t i;
	const json_t *value;

	if (json_array_size(values) == 0)
		(void)fputs("(not set)", stream);
	json_array_foreach(values, i, value)
	{
		(void)fputs(i == 0 ? "" : " | ", stream);
		printable_write(stream, json_string_value(value));
	}
}

void own_change_write(FILE *stream, const struct config_file *before,
		      const struct config_file *after)
{
	json_t *changed = own_change_json(before, after);
	size_t i;
	const json_t *change;

	json_array_foreach(changed, i, change)
	{
		(void)fprintf(stream, "%s: ", json_string_value(json_object_get(change, "key")));
		values_write(stream, json_object_get(change, "before"));
		(void)fputs(" -> ", stream);
		values_write(stream, json_object_get(change, "after"));
		(void)fputc('\n', stream);
	}
	json_decref(changed);
}
