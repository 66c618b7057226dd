/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Brings this process into a live jail as a session of an administrator's: the keeper hands out
 * what the module would get, and the module's own rooms do the rest, with the same proofs.
 * It must never: look for the jail by a process's number, or go on half inside.
 */
#pragma once

#include "shared/request.h"

struct kept_jail;
struct reason;

struct enter_join {
	struct verdict verdict;
	int socket_fd; /* to the keeper, for as long as the session is */
};

/*
 * Joins, and confines the process as the jail's verdict says. 0, or -errno with the cause in
 * reason: then the process has to end.
 */
int enter_join(struct enter_join *ret_join, const struct kept_jail *jail, struct reason *reason);

/*
 * The account that a jail is of, as the host knows it now; request_clear releases it also after a
 * failure. 0, or -errno with the cause in reason: a keeper that has not told, a name that has
 * passed to another uid.
 */
int enter_account(struct request *request, const struct kept_jail *jail, struct reason *reason);
