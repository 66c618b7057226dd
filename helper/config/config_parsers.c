/* SPDX-License-Identifier: BSD-3-Clause */
/* One parser for each kind of value: see config_parsers.h. */
#include "config/config_parsers.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/capability.h>

#include "config/config_value.h"
#include "config/config_words.h"
#include "config/profile_name.h"
#include "config/tokens.h"
#include "plan/jail_plan.h"
#include "plan/services.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"
#include "shared/user_name.h"
#include "system/report.h"

#define HOSTNAME_MAX 64 /* __NEW_UTS_LEN of the kernel */

/* Spelled out: the ctype functions depend on the locale. */
#define LETTERS		 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define HOSTNAME_BYTES	 LETTERS "0123456789.-"
#define CAPABILITY_BYTES LETTERS "_"

static void *field_of(const struct config_key *key, struct jail_plan *plan)
{
	return (char *)plan + key->field;
}

int parse_bool(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	bool is_yes = strcmp(value->text, "yes") == 0;

	if (!is_yes && strcmp(value->text, "no") != 0)
		return config_value_error(value, "%s '%s' is neither 'yes' nor 'no'", key->name,
					  value->text);
	*(bool *)field_of(key, plan) = is_yes;
	return 0;
}

/* "a, b or c", for messages. */
static void list_choices(const struct config_choice *choices, char *buffer, size_t size)
{
	buffer[0] = '\0';
	for (const struct config_choice *choice = choices; choice->name != NULL; choice++) {
		size_t used = strlen(buffer);
		const char *glue = choice == choices ? "" : choice[1].name == NULL ? " or " : ", ";

		(void)snprintf(buffer + used, size - used, "%s%s", glue, choice->name);
	}
}

int parse_choice(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan)
{
	const struct config_choice *choice = key->choices;
	char known[256];

	while (choice->name != NULL && strcmp(choice->name, value->text) != 0)
		choice++;
	if (choice->name == NULL) {
		list_choices(key->choices, known, sizeof(known));
		return config_value_error(value, "%s '%s' is not one of %s", key->name, value->text,
					  known);
	}
	/* The enums of struct jail_plan have no negative values: unsigned int is their type. */
	if (key->field != CONFIG_NO_FIELD)
		*(unsigned int *)field_of(key, plan) = choice->number;
	return 0;
}

int parse_path(const struct config_key *key, const struct config_value *value,
	       struct jail_plan *plan)
{
	char **field = field_of(key, plan);
	char *path = NULL;
	int result = config_value_path(&path, key, value, value->text);

	if (result < 0)
		return result;
	free(*field);
	*field = path;
	return 0;
}

int parse_rootfs(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan)
{
	static const char *const kinds[] = { [ROOTFS_USR] = "@usr", [ROOTFS_EMPTY] = "@empty" };
	char *copy;

	for (size_t i = 1; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(value->text, kinds[i]) != 0)
			continue;
		copy = strdup(kinds[i]);
		if (copy == NULL)
			return report_error(value->report, ENOMEM, "%s", key->name);
		free(plan->rootfs);
		plan->rootfs = copy;
		plan->rootfs_kind = (enum rootfs_kind)i;
		return 0;
	}
	plan->rootfs_kind = ROOTFS_PATH;
	return parse_path(key, value, plan);
}

/* A user may be called what a host may not: what does not fit becomes '-', what is too long is cut.
 */
static void host_spelling(char *copy, size_t size, const char *name)
{
	(void)snprintf(copy, size, "%s", name);
	for (char *byte = copy; *byte != '\0'; byte++)
		if (strchr(HOSTNAME_BYTES, *byte) == NULL)
			*byte = '-';
}

/* They are found before this is asked; here they are only names. */
int parse_profiles(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan)
{
	const char *names = value->text;
	char name[PROFILE_NAME_SIZE];

	(void)key;
	(void)plan;
	while (config_words_next(&names, name, sizeof(name)))
		if (!user_name_is_valid(name))
			return config_value_error(value, "'%s' can not be a profile's name", name);
	return 0;
}

/* The list as it was written, a blank behind each of its words. */
int parse_services(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan)
{
	size_t room = strlen(value->text) + 2, used = 0;
	_cleanup_free_ char *services = calloc(1, room);
	const char *list = value->text;
	int result = 0;
	char word[64];

	(void)key;
	if (services == NULL)
		return config_value_error(value, "no room for the list of services");
	while (config_words_next(&list, word, sizeof(word))) {
		if (!services_is_word(word) || strlen(word) == sizeof(word) - 1)
			result =
				config_value_error(value, "'%s' is no name of a PAM service", word);
		used += (size_t)snprintf(services + used, room - used, "%s ", word);
	}
	if (result < 0)
		return result;
	free(plan->services);
	plan->services = TAKE_PTR(services);
	return 0;
}

int parse_hostname(const struct config_key *key, const struct config_value *value,
		   struct jail_plan *plan)
{
	_cleanup_free_ char *name = NULL;
	struct tokens tokens = *value->tokens;
	char user[HOSTNAME_MAX + 1];
	char group[HOSTNAME_MAX + 1];
	int result;

	host_spelling(user, sizeof(user), tokens.user);
	host_spelling(group, sizeof(group), tokens.group);
	tokens.user = user;
	tokens.group = group;
	result = config_value_expand(&name, key, value, &tokens);
	if (result < 0)
		return result;
	if (name[strspn(name, HOSTNAME_BYTES)] != '\0')
		return config_value_error(value,
					  "hostname '%s' has a byte that is none of "
					  "A-Z, a-z, 0-9, '.' and '-'",
					  name);
	if (strlen(name) > HOSTNAME_MAX)
		return config_value_error(value, "hostname '%s' is longer than 64 bytes", name);
	free(plan->hostname);
	plan->hostname = TAKE_PTR(name);
	return 0;
}

static int add_namespace(uint32_t *flags, const struct config_value *value, const char *word)
{
	const struct namespace_kind *kind = namespace_kind_find(word);

	if (kind == NULL)
		return config_value_error(value, "unknown namespace '%s'", word);
	if (kind->flag == CLONE_NEWUSER)
		return config_value_error(value, "namespace 'user' has a key of its own: "
						 "user_namespace");
	if ((*flags & kind->flag) != 0)
		return config_value_error(value, "namespace '%s' is listed twice", word);
	*flags |= kind->flag;
	return 0;
}

int parse_namespaces(const struct config_key *key, const struct config_value *value,
		     struct jail_plan *plan)
{
	const char *list = value->text;
	uint32_t flags = 0;
	int result = 0;
	char word[64];

	(void)key;
	while (config_words_next(&list, word, sizeof(word)))
		if (add_namespace(&flags, value, word) < 0)
			result = -EINVAL;
	if (result < 0)
		return result;
	if ((flags & CLONE_NEWNS) == 0 || (flags & CLONE_NEWPID) == 0)
		return config_value_error(value, "namespace '%s' can not be left out",
					  (flags & CLONE_NEWNS) == 0 ? "mount" : "pid");
	plan->namespaces = flags;
	return 0;
}

static int add_capability(uint64_t *set, const struct config_value *value, const char *word)
{
	char name[64];
	cap_value_t number;

	/* libcap also takes "chown=ep" for a name: all of the word must be one. */
	(void)snprintf(name, sizeof(name), "%s%s", strncasecmp(word, "cap_", 4) == 0 ? "" : "cap_",
		       word);
	if (name[strspn(name, CAPABILITY_BYTES)] != '\0' || cap_from_name(name, &number) != 0 ||
	    number < 0 || number > 63)
		return config_value_error(value, "unknown capability '%s'", word);
	if ((*set >> number & 1) != 0)
		return config_value_error(value, "capability '%s' is listed twice", word);
	*set |= UINT64_C(1) << number;
	return 0;
}

int parse_capabilities(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan)
{
	const char *list = value->text;
	uint64_t set = 0;
	int result = 0;
	char word[58]; /* with "cap_" before it, add_capability's name */

	(void)key;
	if (strcmp(list, "none") != 0)
		while (config_words_next(&list, word, sizeof(word)))
			if (add_capability(&set, value, word) < 0)
				result = -EINVAL;
	if (result < 0)
		return result;
	plan->bounding_set = set;
	return 0;
}

int parse_linger(const struct config_key *key, const struct config_value *value,
		 struct jail_plan *plan)
{
	uint64_t seconds = LINGER_FOREVER;
	int result = 0;

	if (strcmp(value->text, "forever") != 0)
		result = config_words_duration(value->text, &seconds);
	if (result < 0)
		return config_value_error(value,
					  "%s '%s' is not 0, 'forever', or a duration such as "
					  "90, 10m or 1h 30m%s",
					  key->name, value->text,
					  result == -ERANGE ? " below 10000 days" : "");
	*(uint64_t *)field_of(key, plan) = seconds;
	return 0;
}
