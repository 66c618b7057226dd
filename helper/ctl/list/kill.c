/* SPDX-License-Identifier: BSD-3-Clause */
/* nsjailctl kill: ends jails, with everybody in them, or one session, and waits until that is so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command/command.h"
#include "ctl/list/jail_find.h"
#include "ctl/list/keeper_call.h"
#include "ctl/list/keepers.h"
#include "ctl/list/kill_session.h"
#include "ctl/output/printable.h"
#include "shared/cleanup.h"
#include "shared/message.h"

#define END_TIMEOUT_MS 10000

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

static int tell_end(const struct kept_jail *jail, int error)
{
	if (error == 0)
		return CTL_OK;
	if (error == -ETIMEDOUT || error == -EAGAIN)
		return tell_hung(jail);
	(void)fputs("nsjailctl kill: jail '", stderr);
	printable_write(stderr, jail->name);
	(void)fprintf(stderr, "': %s\n", strerror(-error));
	return CTL_NOT_OK;
}

static int jail_end(const struct kept_jail *jail, int64_t deadline_ms)
{
	int error = jail->health == KEEPER_DEAD
			    ? 0
			    : keeper_call_end(jail->name, KEEPERS_DIRECTORY, deadline_ms);

	return tell_end(jail, error);
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
		enum jail_match found = jail_match(&jails->list[i], word);

		if (found == JAIL_HAS_OTHERS)
			return tell_word(word, "is one of several sessions in a jail; end it with "
					       "--session, or name the jail or the user to end "
					       "them all");
		if (found == JAIL_MEANT && jail_end(&jails->list[i], deadline_ms) != CTL_OK)
			status = CTL_NOT_OK;
		is_found = is_found || found == JAIL_MEANT;
	}
	return is_found ? status : tell_word(word, "has no jail, and is none");
}

/* A jail that is this session's alone goes with it, as after a logout. */
static int session_end(const struct kept_jails *jails, const char *word, const char *id)
{
	for (size_t i = 0; i < jails->count; i++) {
		const struct kept_jail *jail = &jails->list[i];

		if (jail_match(jail, word) == JAIL_NONE || jail_session(jail, id) == NULL)
			continue;
		if (jail->session_count == 1 && strcmp(jail->scope, "session") == 0)
			return jail_end(jail, boottime_ms() + END_TIMEOUT_MS);
		return tell_end(jail, kill_session(jail, id, boottime_ms() + END_TIMEOUT_MS));
	}
	return tell_word(id, "is no session of such a jail");
}

int kill_command(const struct ctl_options *options, char **operands)
{
	_cleanup_keepers_ struct kept_jails jails = { 0 };
	int error = keepers_ask(&jails, KEEPERS_DIRECTORY, KEEPERS_TIMEOUT_MS);

	if (error < 0) {
		(void)fprintf(stderr, "nsjailctl kill: %s: %s\n", KEEPERS_DIRECTORY,
			      strerror(-error));
		return CTL_NOT_OK;
	}
	return options->session == NULL ? jails_end(&jails, operands[0])
					: session_end(&jails, operands[0], options->session);
}
