/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An account as the host's NSS knows it, which may take its time: see account_ask.h.
 * It must never: be called after the join, or guess what NSS does not say.
 */
#pragma once

struct reason;
struct request;

/*
 * Fills in the passwd entry of a name (request_clear releases it, also after a failure). 0, or
 * -errno with the cause in reason: a name that is not known, a value that could break a line of a
 * passwd file, an error of NSS.
 */
int account_passwd(struct request *request, const char *name, struct reason *reason);

/*
 * After account_passwd: all groups with their names ("" for one that has none), the primary one
 * among them. 0, or -errno with the cause in reason; there are none then.
 */
int account_groups(struct request *request, struct reason *reason);

/* Both, for a name that may not be valid. */
int account_find(struct request *request, const char *name, struct reason *reason);
