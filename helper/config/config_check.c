/* SPDX-License-Identifier: BSD-3-Clause */
/* Sections, keys and values of a whole file: see config_check.h. */
#include "config/config_check.h"

#include <string.h>

#include "config/config_file.h"
#include "config/config_keys.h"
#include "config/tokens.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/user_name.h"
#include "system/report.h"

/* Somebody for whom every token has a value, so that a template is judged and not a person. */
static const struct tokens anybody = {
	.user = "user",
	.uid = 1000,
	.group = "group",
	.home = "/home/user",
};

static const struct {
	const char *prefix;
	enum section_kind kind;
} kinds[] = {
	{ "group ", SECTION_GROUP },
	{ "user ", SECTION_USER },
};

enum section_kind config_section_kind(const struct config_section *section, const char **ret_name)
{
	*ret_name = "";
	if (strcmp(section->name, "default") == 0)
		return SECTION_DEFAULT;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t length = strlen(kinds[i].prefix);

		if (strncmp(section->name, kinds[i].prefix, length) != 0)
			continue;
		*ret_name = section->name + length;
		return kinds[i].kind;
	}
	return SECTION_UNKNOWN;
}

static void check_header(const struct config_file *file, const struct config_section *section,
			 const char *only_user, struct report *report)
{
	const char *name;
	enum section_kind kind = config_section_kind(section, &name);

	if (kind == SECTION_UNKNOWN)
		(void)report_error(report, 0, "%s:%u: unknown section '[%s]'", file->path,
				   section->line, section->name);
	else if (kind == SECTION_USER && !user_name_is_valid(name))
		(void)report_error(report, 0, "%s:%u: '%s' can not be a user's name", file->path,
				   section->line, name);
	else if (kind == SECTION_GROUP && (name[0] == '\0' || name[0] == ' ' || name[0] == '\t'))
		(void)report_error(report, 0, "%s:%u: '%s' can not be a group's name", file->path,
				   section->line, name);
	else if (only_user != NULL && (kind != SECTION_USER || strcmp(name, only_user) != 0))
		(void)report_error(report, 0,
				   "%s:%u: section '[%s]' in a file that is for '[user %s]' alone",
				   file->path, section->line, section->name, only_user);
}

/* The line of an earlier entry with this one's key, or 0. */
static unsigned int earlier_line(const struct config_section *section, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(section->entries[i].key, section->entries[index].key) == 0)
			return section->entries[i].line;
	return 0;
}

static void check_entry(const struct config_file *file, const struct config_section *section,
			size_t index, struct report *report)
{
	const struct config_entry *entry = &section->entries[index];
	const struct config_key *key = config_key_find(entry->key);
	struct jail_plan scratch = { 0 };
	unsigned int earlier = earlier_line(section, index);
	const struct config_value value = {
		.text = entry->text,
		.file = file->path,
		.line = entry->line,
		.tokens = &anybody,
		.report = report,
	};

	if (key == NULL) {
		(void)config_value_error(&value, "unknown key '%s'", entry->key);
		return;
	}
	if (key->is_for_default && strcmp(section->name, "default") != 0)
		(void)config_value_error(&value, "key '%s' belongs into [default]", key->name);
	if (earlier != 0 && !key->is_repeatable)
		(void)config_value_error(&value, "key '%s' is set on line %u already", key->name,
					 earlier);
	(void)config_key_parse(key, &value, &scratch);
	jail_plan_clear(&scratch);
}

static const struct config_entry *entry_find(const struct config_section *section, const char *key)
{
	for (size_t i = 0; i < section->entry_count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return &section->entries[i];
	return NULL;
}

/* Whoever writes it wants everybody jailed, and would not have it. */
static void check_default(const struct config_file *file, const struct config_section *section,
			  struct report *report)
{
	const struct config_entry *jail = entry_find(section, "jail");

	if (strcmp(section->name, "default") == 0 && jail != NULL &&
	    strcmp(jail->text, "yes") == 0 && entry_find(section, "rootfs") == NULL)
		(void)report_error(report, 0,
				   "%s:%u: jail = yes in [default] jails nobody without a rootfs",
				   file->path, jail->line);
}

void config_check(const struct config_file *file, const char *only_user, struct report *report)
{
	if (file->section_count == 0)
		(void)report_error(report, 0, "%s: has no section", file->path);
	for (size_t i = 0; i < file->section_count; i++) {
		const struct config_section *section = &file->sections[i];

		check_header(file, section, only_user, report);
		check_default(file, section, report);
		for (size_t k = 0; k < section->entry_count; k++)
			check_entry(file, section, k, report);
	}
}
