/* SPDX-License-Identifier: BSD-3-Clause */
/* From the fields of a plan to text; see plan_words.h. */
#include "ctl/show/plan_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mount.h>

#include "config/config_keys.h"
#include "config/config_parsers.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"

/* A list of words that grows; NULL once memory was short. */
static char *append(char *list, const char *glue, const char *word)
{
	char *longer = NULL;

	if (list != NULL &&
	    asprintf(&longer, "%s%s%s", list, list[0] == '\0' ? "" : glue, word) < 0)
		longer = NULL;
	free(list);
	return longer;
}

static const void *field_of(const struct config_key *key, const struct jail_plan *plan)
{
	return (const char *)plan + key->field;
}

static char *bool_words(const struct config_key *key, const struct jail_plan *plan)
{
	return strdup(*(const bool *)field_of(key, plan) ? "yes" : "no");
}

static char *choice_words(const struct config_key *key, const struct jail_plan *plan)
{
	unsigned int number = *(const unsigned int *)field_of(key, plan);

	for (const struct config_choice *choice = key->choices; choice->name != NULL; choice++)
		if (choice->number == number)
			return strdup(choice->name);
	return NULL;
}

static char *text_words(const struct config_key *key, const struct jail_plan *plan)
{
	const char *text = *(char *const *)field_of(key, plan);

	return text == NULL ? NULL : strdup(text);
}

static char *namespace_words(const struct config_key *key, const struct jail_plan *plan)
{
	char *words = strdup("");

	(void)key;
	for (const struct namespace_kind *kind = namespace_kinds; kind->flag != 0; kind++)
		if ((plan->namespaces & kind->flag) != 0)
			words = append(words, " ", kind->name);
	return words;
}

/* libcap's "cap_chown" is "chown" in nsjail.conf. */
static char *capability_words(const struct config_key *key, const struct jail_plan *plan)
{
	char *words = strdup("");

	(void)key;
	if (plan->bounding_set == UINT64_MAX)
		words = append(words, "", "all");
	for (cap_value_t i = 0; plan->bounding_set != UINT64_MAX && i < 64; i++) {
		char *name = (plan->bounding_set >> i & 1) == 0 ? NULL : cap_to_name(i);

		if (name != NULL)
			words = append(words, " ", strncmp(name, "cap_", 4) == 0 ? name + 4 : name);
		(void)cap_free(name);
	}
	return words != NULL && words[0] == '\0' ? append(words, "", "none") : words;
}

static const struct {
	int (*parse)(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan);
	char *(*words)(const struct config_key *key, const struct jail_plan *plan);
} kinds[] = {
	{ parse_bool, bool_words },
	{ parse_choice, choice_words },
	{ parse_path, text_words },
	{ parse_rootfs, text_words },
	{ parse_hostname, text_words },
	{ parse_namespaces, namespace_words },
	{ parse_capabilities, capability_words },
};

char *plan_words(const struct jail_plan *plan, const struct config_key *key)
{
	if (key->field == CONFIG_NO_FIELD)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].parse == key->parse)
			return kinds[i].words(key, plan);
	return NULL;
}

const char *plan_words_mount_kind(const struct mount_entry *entry)
{
	static const char *const names[] = {
		[MOUNT_TMPFS] = "tmpfs",
		[MOUNT_BIND] = "bind",
		[MOUNT_MASK] = "mask",
	};

	return names[entry->kind];
}

static const struct {
	uint64_t attribute;
	const char *name;
} attributes[] = {
	{ MOUNT_ATTR_RDONLY, "ro" },
	{ MOUNT_ATTR_NOSUID, "nosuid" },
	{ MOUNT_ATTR_NODEV, "nodev" },
	{ MOUNT_ATTR_NOEXEC, "noexec" },
};

static char *append_value(char *list, const char *name, const char *value)
{
	list = value == NULL ? list : append(list, ",", name);
	return value == NULL ? list : append(list, "=", value);
}

char *plan_words_mount_options(const struct mount_entry *entry)
{
	char *words = strdup("");
	char mode[16];

	(void)snprintf(mode, sizeof(mode), "%04o", entry->mode);
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
		if ((entry->attributes & attributes[i].attribute) != 0)
			words = append(words, ",", attributes[i].name);
	if (entry->is_optional)
		words = append(words, ",", "optional");
	/* A home has sizes, too, for the case that it becomes a tmpfs. */
	if (entry->kind != MOUNT_TMPFS)
		return words;
	words = append_value(words, "size", entry->size);
	words = append_value(words, "inodes", entry->inodes);
	return append_value(words, "mode", mode);
}
