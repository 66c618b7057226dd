/* SPDX-License-Identifier: BSD-3-Clause */
/* One table of words; what it promises stands in the header. */
#include "arguments.h"

#include <errno.h>
#include <string.h>

#include "reason.h"
#include "shared/cleanup.h"

static int take_config(struct arguments *arguments, const char *value, struct reason *reason)
{
	if (value[0] != '/')
		return reason_add(reason, 0, "argument 'conf=%s': is not an absolute path", value);
	arguments->config_path = value;
	return 0;
}

static int take_debug(struct arguments *arguments, const char *value, struct reason *reason)
{
	(void)value;
	(void)reason;
	arguments->is_debug = true;
	return 0;
}

static int take_jailed(struct arguments *arguments, const char *value, struct reason *reason)
{
	(void)value;
	(void)reason;
	arguments->is_query = true;
	return 0;
}

static int take_refuse(struct arguments *arguments, const char *value, struct reason *reason)
{
	(void)value;
	(void)reason;
	arguments->is_refusal = true;
	return 0;
}

static int take_audit(struct arguments *arguments, const char *value, struct reason *reason)
{
	(void)value;
	(void)reason;
	arguments->is_audit = true;
	return 0;
}

struct word {
	const char *name; /* with its '=' if it has a value */
	int (*take)(struct arguments *arguments, const char *value, struct reason *reason);
};

static const struct word words[] = {
	{ "audit", take_audit },   { "conf=", take_config },  { "debug", take_debug },
	{ "jailed", take_jailed }, { "refuse", take_refuse },
};

/* The place of an argument in the table, or -ENOENT. */
static int word_find(const char *argument)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t length = strlen(words[i].name);
		bool has_value = words[i].name[length - 1] == '=';

		if (strncmp(argument, words[i].name, has_value ? length : length + 1) == 0)
			return (int)i;
	}
	return -ENOENT;
}

static int take_word(struct arguments *arguments, unsigned int *seen, const char *argument,
		     struct reason *reason)
{
	int place = word_find(argument);

	if (place < 0)
		return reason_add(reason, 0, "argument '%s': is not known", argument);
	if ((*seen & 1U << place) != 0)
		return reason_add(reason, 0, "argument '%s': is there twice", argument);
	*seen |= 1U << place;
	return words[place].take(arguments, argument + strlen(words[place].name), reason);
}

bool arguments_have(int argc, const char *const *argv, const char *word)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

int arguments_parse(struct arguments *ret_arguments, int argc, const char *const *argv,
		    struct reason *reason)
{
	struct arguments arguments = { .config_path = CONFIG_PATH };
	unsigned int seen = 0;
	int result = 0;

	for (int i = 0; i < argc; i++)
		if (take_word(&arguments, &seen, argv[i], reason) < 0)
			result = -EINVAL;
	if (result == 0)
		*ret_arguments = arguments;
	return result;
}
