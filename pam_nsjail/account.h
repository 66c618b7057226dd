/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is logging in: PAM_USER, as the host's NSS knows him.
 * It must never: prompt for a name, be called after the join, or guess what NSS does not say.
 */
#pragma once

#include <security/pam_modules.h>

struct reason;
struct request;

/*
 * Fills the account's fields of request (which request_clear releases, also after a failure): the
 * passwd entry, all groups with their names ("" for one that has none), PAM_SERVICE, PAM_TTY and
 * PAM_RHOST. 0, or -errno with the cause in reason: a name that is missing, not valid or not known,
 * a value that could break a line of a passwd file, an error of NSS.
 */
int account_load(struct request *request, pam_handle_t *pamh, struct reason *reason);

/* The same for a name, without a handle: service, tty and rhost stay as they are. */
int account_find(struct request *request, const char *name, struct reason *reason);
