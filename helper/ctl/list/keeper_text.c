/* SPDX-License-Identifier: BSD-3-Clause */
/* From lines to fields; see keeper_text.h. */
#include "ctl/list/keeper_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/list/kept_jail.h"
#include "shared/cleanup.h"

enum field_kind { FIELD_TEXT, FIELD_ID, FIELD_PID, FIELD_NUMBER };

#define FIELD(kind, member)                                        \
	{                                                          \
#member, kind, offsetof(struct kept_jail, member), \
			sizeof(((struct kept_jail *)NULL)->member) \
	}

static const struct {
	const char *key;
	enum field_kind kind;
	size_t offset, size;
} fields[] = {
	FIELD(FIELD_TEXT, user),	FIELD(FIELD_ID, uid),
	FIELD(FIELD_TEXT, scope),	FIELD(FIELD_TEXT, state),
	FIELD(FIELD_TEXT, linger),	FIELD(FIELD_PID, init),
	FIELD(FIELD_NUMBER, age),	FIELD(FIELD_NUMBER, memory),
	FIELD(FIELD_TEXT, address),	FIELD(FIELD_TEXT, rootfs),
	FIELD(FIELD_TEXT, rootfs_mode), FIELD(FIELD_TEXT, network),
	FIELD(FIELD_TEXT, netns),	FIELD(FIELD_TEXT, private),
	FIELD(FIELD_TEXT, nested),	FIELD(FIELD_TEXT, own_network),
	FIELD(FIELD_TEXT, proc),	FIELD(FIELD_TEXT, sysfs),
	FIELD(FIELD_TEXT, namespaces),	FIELD(FIELD_TEXT, shared_inodes),
};

static void field_set(struct kept_jail *jail, size_t row, const char *value)
{
	void *field = (char *)jail + fields[row].offset;
	long long number = strtoll(value, NULL, 10);

	switch (fields[row].kind) {
	case FIELD_TEXT:
		(void)snprintf(field, fields[row].size, "%s", value);
		break;
	case FIELD_ID:
		*(uid_t *)field = (uid_t)number;
		break;
	case FIELD_PID:
		*(pid_t *)field = (pid_t)number;
		break;
	case FIELD_NUMBER:
		*(long long *)field = number;
		break;
	}
}

/* The next word of a session's line; "-" stands for nothing. */
static void word_take(char **rest, char *field, size_t size)
{
	const char *word = strsep(rest, " ");

	(void)snprintf(field, size, "%s", word == NULL || strcmp(word, "-") == 0 ? "" : word);
}

static int session_add(struct kept_jail *jail, char *value)
{
	struct kept_session *grown =
		reallocarray(jail->sessions, jail->session_count + 1, sizeof(*grown));
	struct kept_session *session;
	char age[32];

	if (grown == NULL)
		return -ENOMEM;
	jail->sessions = grown;
	session = &grown[jail->session_count++];
	word_take(&value, session->id, sizeof(session->id));
	word_take(&value, session->state, sizeof(session->state));
	word_take(&value, session->service, sizeof(session->service));
	word_take(&value, session->tty, sizeof(session->tty));
	word_take(&value, session->rhost, sizeof(session->rhost));
	word_take(&value, age, sizeof(age));
	session->age = strtoll(age, NULL, 10);
	return 0;
}

int keeper_text_read(struct kept_jail *jail, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		char *value = strstr(line, " = ");

		if (value == NULL)
			continue;
		*value = '\0';
		value += strlen(" = ");
		if (strcmp(line, "session") == 0 && session_add(jail, value) < 0)
			return -ENOMEM;
		for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
			if (strcmp(line, fields[i].key) == 0)
				field_set(jail, i, value);
	}
	return 0;
}
