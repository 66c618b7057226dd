/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl kill: ends jails, with everybody in them, and waits until they are gone. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "keepers.h"
#include "printable.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define END_TIMEOUT_MS 10000

enum match { MATCH_NONE, MATCH_JAIL, MATCH_ONE_OF_SEVERAL };

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

/* A word is a user's name, a uid, a jail's name, or the id of a session. */
static enum match match(const struct kept_jail *jail, const char *word)
{
	if (strcmp(jail->name, word) == 0 || is_uid(jail, word) || is_user(jail, word))
		return MATCH_JAIL;
	for (size_t i = 0; i < jail->session_count; i++)
		if (strcmp(jail->sessions[i].id, word) == 0)
			return jail->session_count == 1 ? MATCH_JAIL : MATCH_ONE_OF_SEVERAL;
	return MATCH_NONE;
}

/* The kernel ends the jail with its keeper, whatever that is doing. */
static int tell_hung(const struct kept_jail *jail)
{
	(void)fputs("nsjailctl kill: the keeper of jail '", stderr);
	printable_write(stderr, jail->name);
	(void)fprintf(stderr, "' does not answer");
	if (jail->keeper > 0)
		(void)fprintf(stderr, "; this ends both: kill -KILL %d", jail->keeper);
	(void)fputc('\n', stderr);
	return CTL_NOT_OK;
}

static int jail_end(const struct kept_jail *jail, int64_t deadline_ms)
{
	int error =
		jail->health == KEEPER_DEAD ? 0 : keepers_end(jail, KEEPERS_DIRECTORY, deadline_ms);

	if (error == -ETIMEDOUT || error == -EAGAIN)
		return tell_hung(jail);
	if (error == 0)
		return CTL_OK;
	(void)fputs("nsjailctl kill: jail '", stderr);
	printable_write(stderr, jail->name);
	(void)fprintf(stderr, "': %s\n", strerror(-error));
	return CTL_NOT_OK;
}

static int tell_word(const char *word, const char *text)
{
	(void)fputs("nsjailctl kill: '", stderr);
	printable_write(stderr, word);
	(void)fprintf(stderr, "' %s\n", text);
	return CTL_NOT_OK;
}

static int jails_end(const struct kept_jails *jails, const char *word)
{
	int64_t deadline_ms = boottime_ms() + END_TIMEOUT_MS;
	int status = CTL_OK;
	bool is_found = false;

	for (size_t i = 0; i < jails->count; i++) {
		enum match found = match(&jails->list[i], word);

		if (found == MATCH_ONE_OF_SEVERAL)
			return tell_word(word, "is one of several sessions in a jail; name the "
					       "jail or the user to end them all");
		if (found == MATCH_JAIL && jail_end(&jails->list[i], deadline_ms) != CTL_OK)
			status = CTL_NOT_OK;
		is_found = is_found || found == MATCH_JAIL;
	}
	return is_found ? status : tell_word(word, "has no jail, and is none");
}

int kill_command(const struct ctl_options *options, char **operands)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	int error = keepers_ask(&jails, KEEPERS_DIRECTORY);

	(void)options;
	if (error == 0)
		return jails_end(&jails, operands[0]);
	(void)fprintf(stderr, "nsjailctl kill: %s: %s\n", KEEPERS_DIRECTORY, strerror(-error));
	return CTL_NOT_OK;
}
