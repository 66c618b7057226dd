/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of a command line: see assignment.h. */
#include "ctl/assign/assignment.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_keys.h"
#include "ctl/show/findings.h"
#include "shared/cleanup.h"

static const struct config_key *key_find(const char *word, size_t length, struct findings *findings)
{
	_cleanup_free_ char *name = strndup(word, length);
	const struct config_key *key = name == NULL ? NULL : config_key_find(name);

	if (name == NULL)
		findings->is_short = true;
	else if (key == NULL)
		findings_add(findings, SEVERITY_ERROR, NULL, "see nsjail.conf(5) for the keys",
			     "unknown key '%s'", name);
	return key;
}

/* A line of the file, and no more than that. */
static bool is_value(const char *value)
{
	for (const char *byte = value; *byte != '\0'; byte++)
		if (((unsigned char)*byte < ' ' && *byte != '\t') || *byte == '\x7f')
			return false;
	return value[strspn(value, " \t")] != '\0';
}

static struct assignment *assignment_of(struct assignments *assignments,
					const struct config_key *key)
{
	struct assignment *grown;

	for (size_t i = 0; i < assignments->count; i++)
		if (strcmp(assignments->list[i].key, key->name) == 0)
			return &assignments->list[i];
	grown = reallocarray(assignments->list, assignments->count + 1, sizeof(*grown));
	if (grown == NULL)
		return NULL;
	assignments->list = grown;
	grown[assignments->count] = (struct assignment){ .key = key->name };
	return &grown[assignments->count++];
}

static int value_add(struct assignment *assignment, const char *value)
{
	const char **grown;

	if (assignment == NULL)
		return -ENOMEM;
	grown = reallocarray(assignment->values, assignment->count + 1, sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	assignment->values = grown;
	grown[assignment->count++] = value;
	return 0;
}

static void word_read(struct assignments *assignments, const char *word, struct findings *findings)
{
	const char *sign = strchr(word, '=');
	const struct config_key *key;
	struct assignment *assignment;

	if (sign == NULL) {
		findings_add(findings, SEVERITY_ERROR, NULL, "write KEY=VALUE", "'%s' has no '='",
			     word);
		return;
	}
	key = key_find(word, (size_t)(sign - word), findings);
	if (key == NULL)
		return;
	if (!is_value(sign + 1)) {
		findings_add(findings, SEVERITY_ERROR, NULL, "nsjailctl unassign takes a key away",
			     "the value of '%s' is empty, or has a control byte", key->name);
		return;
	}
	assignment = assignment_of(assignments, key);
	if (assignment != NULL && assignment->count > 0 && !key->is_repeatable)
		findings_add(findings, SEVERITY_ERROR, NULL, "keep one of the two",
			     "key '%s' is set twice", key->name);
	else if (value_add(assignment, sign + 1) < 0)
		findings->is_short = true;
}

static int result_of(const struct findings *findings)
{
	return findings->is_short || findings_count(findings, SEVERITY_ERROR) > 0 ? -EINVAL : 0;
}

int assignments_read(struct assignments *ret_assignments, char **words, struct findings *findings)
{
	for (char **word = words; *word != NULL; word++)
		word_read(ret_assignments, *word, findings);
	return result_of(findings);
}

int assignments_read_keys(struct assignments *ret_assignments, char **words,
			  struct findings *findings)
{
	for (char **word = words; *word != NULL; word++) {
		const struct config_key *key = key_find(*word, strlen(*word), findings);

		if (key != NULL && assignment_of(ret_assignments, key) == NULL)
			findings->is_short = true;
	}
	return result_of(findings);
}

void assignments_clear(struct assignments *assignments)
{
	for (size_t i = 0; i < assignments->count; i++)
		free(assignments->list[i].values);
	free(assignments->list);
	*assignments = (struct assignments){ 0 };
}
