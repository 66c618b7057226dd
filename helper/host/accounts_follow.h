/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A passwd or group that the tenant's root has changed, and that is to follow the host and the base
 * all the same. It must never: undo what he changed, but for what the host says of the user.
 */
#pragma once

#include "host/accounts.h"

struct accounts_record;

/*
 * Writes what becomes of present, the text of the tenant's file. His lines stay as they are. The
 * user's own has the host's ids and home, and the host's shell unless it is another one than the
 * host's when the record was made; where it is missing or has other ids, it is the host's. The
 * user is in each of his host groups. Entries of base (NULL: there is none) that the record has
 * not seen are added if their name and id are free. 0 or -ENOMEM.
 */
int accounts_follow(char **ret_text, enum accounts_which which, const char *present,
		    const char *base, const struct accounts_record *record,
		    const struct request *request);

/* The names of a text's entries, ':' behind each; the caller's. 0 or -ENOMEM. */
int accounts_names(char **ret_names, enum accounts_which which, const char *text);
