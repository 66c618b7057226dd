/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is logging in: PAM_USER, as the host's NSS knows him, and what the handle says besides.
 * It must never: prompt for a name, or be called after the join.
 */
#pragma once

#include <security/pam_modules.h>

struct reason;
struct request;

/*
 * Fills the account's fields of request (which request_clear releases, also after a failure), whose
 * config_path is set: passwd entry, groups, PAM_SERVICE, PAM_TTY and PAM_RHOST. 0, or -errno with
 * the cause in reason: a name that is missing, not valid or not known, or see account_ask.h, for
 * doubt, too.
 */
int account_load(struct request *request, pam_handle_t *pamh, struct reason *doubt,
		 struct reason *reason);
