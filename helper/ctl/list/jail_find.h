/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which jails a word of the command line means: a user's name, a uid, a jail's name, or the id of a
 * session. It must never: guess.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct kept_jail;
struct kept_jails;
struct kept_session;

enum jail_match { JAIL_NONE, JAIL_MEANT, JAIL_HAS_OTHERS /* and the session that is meant */ };

enum jail_match jail_match(const struct kept_jail *jail, const char *word);

/*
 * Asks the keepers; the one jail that is meant, or that the session is in, which is one of
 * ret_jails; NULL with the fault told on standard error: none, or several. A keeper that is slow
 * gets some time.
 */
const struct kept_jail *jail_ask_one(struct kept_jails *ret_jails, const char *word,
				     const char *command);

/* The session of that id, or NULL. */
const struct kept_session *jail_session(const struct kept_jail *jail, const char *id);
