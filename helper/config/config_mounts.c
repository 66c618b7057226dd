/* SPDX-License-Identifier: BSD-3-Clause */
/* The keys that mount: see config_mounts.h. */
#include "config/config_mounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "config/config_value.h"
#include "config/config_words.h"
#include "plan/jail_plan.h"
#include "plan/mount_list.h"
#include "shared/cleanup.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define FIELDS_MAX 3

#define _cleanup_entry_ __attribute__((cleanup(mount_entry_clear)))

static int entry_keep(struct jail_plan *plan, struct mount_entry *entry,
		      const struct config_value *value)
{
	entry->line = value->line;
	entry->file = strdup(value->file);
	if (entry->file == NULL || mount_list_add(plan, entry) < 0)
		return report_error(value->report, ENOMEM, "%s:%u", value->file, value->line);
	return 0;
}

struct bind_option {
	const char *name;
	uint64_t set, clear;
	bool is_optional;
};

static const struct bind_option bind_options[] = {
	{ "ro", MOUNT_ATTR_RDONLY, 0, false },	   { "rw", 0, MOUNT_ATTR_RDONLY, false },
	{ "nosuid", MOUNT_ATTR_NOSUID, 0, false }, { "nodev", MOUNT_ATTR_NODEV, 0, false },
	{ "noexec", MOUNT_ATTR_NOEXEC, 0, false }, { "optional", 0, 0, true },
};

static int bind_option_take(struct mount_entry *entry, const char *word,
			    const struct config_value *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(bind_options); i++) {
		const struct bind_option *option = &bind_options[i];

		if (strcmp(word, option->name) != 0)
			continue;
		entry->attributes = (entry->attributes | option->set) & ~option->clear;
		entry->is_optional |= option->is_optional;
		return 0;
	}
	return config_value_error(value, "unknown bind option '%s'", word);
}

static int bind_options_take(struct mount_entry *entry, char *list,
			     const struct config_value *value)
{
	char *rest = list;
	const char *word;
	int result = 0;

	while ((word = strsep(&rest, ",")) != NULL)
		if (bind_option_take(entry, word, value) < 0)
			result = -EINVAL;
	return result;
}

/* Which of the fields are there: what begins with '/' (or a token) is a path, the last is not. */
static bool is_path_field(const char *field)
{
	return field[0] == '/' || field[0] == '%';
}

/* What of the host nobody can mean to show: all of it, or its kernel's controls. */
static bool is_source_refused(const char *source)
{
	static const char *const controls[] = { "/proc", "/sys" };

	for (size_t i = 0; i < ARRAY_SIZE(controls); i++) {
		size_t length = strlen(controls[i]);

		if (strncmp(source, controls[i], length) == 0 &&
		    (source[length] == '/' || source[length] == '\0'))
			return true;
	}
	return strcmp(source, "/") == 0;
}

int parse_bind(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_BIND };
	_cleanup_free_ char *copy = NULL;
	char *fields[FIELDS_MAX];
	int count = config_words_split(value->text, fields, FIELDS_MAX, &copy);
	bool has_target = count > 1 && is_path_field(fields[1]);
	int result;

	entry.attributes = MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_RDONLY;
	if (count < 0 || count > (has_target ? 3 : 2))
		return config_value_error(value, "bind '%s' is not SRC[:DST][:OPTIONS]",
					  value->text);
	result = config_value_path(&entry.source, key, value, fields[0]);
	if (result == 0 && is_source_refused(entry.source))
		return config_value_error(value, "bind '%s' can not be shown in a jail",
					  entry.source);
	if (result == 0)
		result = config_value_path(&entry.target, key, value, fields[has_target ? 1 : 0]);
	if (result == 0 && count > (has_target ? 2 : 1))
		result = bind_options_take(&entry, fields[count - 1], value);
	return result < 0 ? result : entry_keep(plan, &entry, value);
}

struct tmpfs_option {
	const char *name;
	int (*take)(struct mount_entry *entry, const char *text);
};

static int amount_take(char **field, const char *text)
{
	char *amount = NULL;
	int error = config_words_amount(text, &amount);

	if (error < 0)
		return error;
	free(*field);
	*field = amount;
	return 0;
}

static int size_take(struct mount_entry *entry, const char *text)
{
	return amount_take(&entry->size, text);
}

static int inodes_take(struct mount_entry *entry, const char *text)
{
	return amount_take(&entry->inodes, text);
}

static int mode_take(struct mount_entry *entry, const char *text)
{
	return config_words_octal(text, 07777, &entry->mode);
}

static const struct tmpfs_option tmpfs_options[] = {
	{ "size=", size_take },
	{ "mode=", mode_take },
	{ "inodes=", inodes_take },
};

static int tmpfs_option_take(struct mount_entry *entry, const char *word,
			     const struct config_value *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(tmpfs_options); i++) {
		size_t length = strlen(tmpfs_options[i].name);

		if (strncmp(word, tmpfs_options[i].name, length) != 0)
			continue;
		if (tmpfs_options[i].take(entry, word + length) == 0)
			return 0;
		return config_value_error(value, "tmpfs option '%s' has no usable value", word);
	}
	return config_value_error(value, "unknown tmpfs option '%s'", word);
}

static int tmpfs_options_take(struct mount_entry *entry, char *list,
			      const struct config_value *value)
{
	char *rest = list;
	const char *word;
	int result = 0;

	while (list != NULL && (word = strsep(&rest, ",")) != NULL)
		if (tmpfs_option_take(entry, word, value) < 0)
			result = -EINVAL;
	return result;
}

int parse_tmpfs(const struct config_key *key, const struct config_value *value,
		struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_TMPFS, .mode = 01777 };
	_cleanup_free_ char *copy = NULL;
	char *fields[2] = { NULL, NULL };
	int count = config_words_split(value->text, fields, 2, &copy);
	int result;

	entry.attributes = MOUNT_ATTRIBUTES_PLAIN;
	if (count < 0)
		return config_value_error(value, "tmpfs '%s' is not DST[:OPTIONS]", value->text);
	result = config_value_path(&entry.target, key, value, fields[0]);
	if (result == 0)
		result = tmpfs_options_take(&entry, count > 1 ? fields[1] : NULL, value);
	if (result == 0 && mount_entry_limit(&entry, "67108864", "16384") < 0)
		return report_error(value->report, ENOMEM, "%s", key->name);
	return result < 0 ? result : entry_keep(plan, &entry, value);
}

int parse_mask(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	_cleanup_entry_ struct mount_entry entry = { .kind = MOUNT_MASK };
	int result = config_value_path(&entry.target, key, value, value->text);

	return result < 0 ? result : entry_keep(plan, &entry, value);
}
