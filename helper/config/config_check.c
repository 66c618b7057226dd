/* SPDX-License-Identifier: BSD-3-Clause */
/* Sections, keys and values of a whole file: see config_check.h. */
#include "config/config_check.h"

#include <errno.h>
#include <string.h>

#include "config/config_file.h"
#include "config/config_keys.h"
#include "config/profile_name.h"
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
	{ "profile ", SECTION_PROFILE },
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

static bool is_any(const char *name)
{
	(void)name;
	return true;
}

static bool is_group_name(const char *name)
{
	return name[0] != '\0' && name[0] != ' ' && name[0] != '\t';
}

/* What a section can be called. */
static const struct name_rule {
	bool (*is_valid)(const char *name);
	const char *whose;
} rules[] = {
	[SECTION_DEFAULT] = { is_any, "" },
	[SECTION_GROUP] = { is_group_name, "a group's" },
	[SECTION_USER] = { user_name_is_valid, "a user's" },
	[SECTION_PROFILE] = { user_name_is_valid, "a profile's" },
};

static bool is_of(const struct config_owner *owner, enum section_kind kind, const char *name)
{
	return owner == NULL || (kind == owner->kind && strcmp(name, owner->name) == 0);
}

static void check_header(const struct config_file *file, const struct config_section *section,
			 const struct config_owner *owner, struct report *report)
{
	const char *name;
	enum section_kind kind = config_section_kind(section, &name);

	if (kind == SECTION_UNKNOWN)
		(void)report_error(report, 0, "%s:%u: unknown section '[%s]'", file->path,
				   section->line, section->name);
	else if (!rules[kind].is_valid(name))
		(void)report_error(report, 0, "%s:%u: '%s' can not be %s name", file->path,
				   section->line, name, rules[kind].whose);
	else if (!is_of(owner, kind, name))
		(void)report_error(report, 0,
				   "%s:%u: section '[%s]' in a file that is for '[%s %s]' alone",
				   file->path, section->line, section->name,
				   owner->kind == SECTION_USER ? "user" : "profile", owner->name);
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
	const char *name;
	enum section_kind kind = config_section_kind(section, &name);
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
	if (strcmp(key->name, PROFILE_KEY) == 0 && kind == SECTION_PROFILE)
		(void)config_value_error(&value, "a profile has no profiles");
	if (key->is_for_default && kind != SECTION_DEFAULT)
		(void)config_value_error(&value, "key '%s' belongs into [default]", key->name);
	if (earlier != 0 && !key->is_repeatable)
		(void)config_value_error(&value, "key '%s' is set on line %u already", key->name,
					 earlier);
	(void)config_key_parse(key, &value, &scratch);
	jail_plan_clear(&scratch);
}

/* Whoever writes it wants everybody jailed, and would not have it. A profile is read later. */
static void check_default(const struct config_file *file, const struct config_section *section,
			  struct report *report)
{
	const struct config_entry *jail = config_section_find(section, "jail");

	if (strcmp(section->name, "default") == 0 && jail != NULL &&
	    strcmp(jail->text, "yes") == 0 && config_section_find(section, "rootfs") == NULL &&
	    config_section_find(section, PROFILE_KEY) == NULL)
		(void)report_error(report, 0, CONFIG_JAILS_NOBODY, file->path, jail->line);
}

void config_check(const struct config_file *file, const struct config_owner *owner,
		  struct report *report)
{
	if (file->section_count == 0)
		(void)report_error(report, 0, "%s: has no section", file->path);
	for (size_t i = 0; i < file->section_count; i++) {
		const struct config_section *section = &file->sections[i];

		check_header(file, section, owner, report);
		check_default(file, section, report);
		for (size_t k = 0; k < section->entry_count; k++)
			check_entry(file, section, k, report);
	}
}

int config_check_read(struct config_file *ret_file, const char *path,
		      const struct config_owner *owner, struct report *report)
{
	size_t known = report->error_count;
	int error = config_file_read(ret_file, path, report);

	if (error < 0)
		return error;
	config_check(ret_file, owner, report);
	return report->error_count == known ? 0 : -EINVAL;
}

int config_check_read_main(struct config_file *ret_file, const char *path, struct report *report)
{
	int error = config_check_read(ret_file, path, NULL, report);

	return error == -ENOENT ? report_error(report, ENOENT, "%s", path) : error;
}
