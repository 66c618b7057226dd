/* SPDX-License-Identifier: BSD-3-Clause */
/* From words to jails; see jail_find.h. */
#include "ctl/list/jail_find.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "ctl/list/keepers.h"
#include "ctl/output/printable.h"

#define PATIENCE_MS 2000

static bool is_uid(const struct kept_jail *jail, const char *word)
{
	char uid[16];

	(void)snprintf(uid, sizeof(uid), "%u", jail->uid);
	return strcmp(uid, word) == 0;
}

/* A keeper that hangs has not said whose jail it is; its entry has the uid. */
static bool is_user(const struct kept_jail *jail, const char *word)
{
	const struct passwd *account = jail->user[0] != '\0' ? NULL : getpwnam(word);

	return account != NULL ? account->pw_uid == jail->uid : strcmp(jail->user, word) == 0;
}

const struct kept_session *jail_session(const struct kept_jail *jail, const char *id)
{
	for (size_t i = 0; i < jail->session_count; i++)
		if (strcmp(jail->sessions[i].id, id) == 0)
			return &jail->sessions[i];
	return NULL;
}

enum jail_match jail_match(const struct kept_jail *jail, const char *word)
{
	if (strcmp(jail->name, word) == 0 || is_uid(jail, word) || is_user(jail, word))
		return JAIL_MEANT;
	if (jail_session(jail, word) == NULL)
		return JAIL_NONE;
	return jail->session_count == 1 ? JAIL_MEANT : JAIL_HAS_OTHERS;
}

static const struct kept_jail *tell(const char *command, const char *word, const char *text)
{
	(void)fprintf(stderr, "nsjailctl %s: '", command);
	printable_write(stderr, word);
	(void)fprintf(stderr, "' %s\n", text);
	return NULL;
}

static const struct kept_jail *find_one(const struct kept_jails *jails, const char *word,
					const char *command)
{
	const struct kept_jail *found = NULL;

	for (size_t i = 0; i < jails->count; i++) {
		const struct kept_jail *jail = &jails->list[i];

		if (jail_match(jail, word) == JAIL_NONE)
			continue;
		if (found != NULL)
			return tell(command, word,
				    "has several jails; name one of nsjailctl list, or a session");
		found = jail;
	}
	return found != NULL ? found : tell(command, word, "has no jail, and is none");
}

static const struct kept_jail *ask_and_find(struct kept_jails *ret_jails, const char *word,
					    const char *command, int timeout_ms)
{
	int error = keepers_ask(ret_jails, KEEPERS_DIRECTORY, timeout_ms);

	if (error == 0)
		return find_one(ret_jails, word, command);
	(void)fprintf(stderr, "nsjailctl %s: %s: %s\n", command, KEEPERS_DIRECTORY,
		      strerror(-error));
	return NULL;
}

const struct kept_jail *jail_ask_one(struct kept_jails *ret_jails, const char *word,
				     const char *command)
{
	const struct kept_jail *jail = ask_and_find(ret_jails, word, command, KEEPERS_TIMEOUT_MS);

	if (jail == NULL || jail->health != KEEPER_HUNG)
		return jail;
	keepers_clear(ret_jails);
	return ask_and_find(ret_jails, word, command, PATIENCE_MS);
}
