/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one ordered list of what open_session does.
 * It must never: return a failure while the process is in the jail.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdint.h>

struct arguments;
struct reason;

enum session_outcome {
	SESSION_JAILED,
	SESSION_NOT_JAILED, /* policy: this user is none of ours */
	SESSION_AUDITED,    /* the line has the word `audit`: nothing was done */
};

/* An outcome, or -errno with the cause in reason; nothing is left behind then. */
int session_open(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id,
		 struct reason *reason);

/*
 * For a line with `audit`: plans, has the helper look at what a login would open, and logs what
 * would have been. SESSION_NOT_JAILED or SESSION_AUDITED; nothing is changed, and nothing that goes
 * wrong counts. The line with `jailed` beside it is answered in the same way, and not logged.
 */
int session_audit(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id);

/*
 * Only whether the user would be jailed: SESSION_JAILED, SESSION_NOT_JAILED, or -errno with the
 * cause in reason. Nothing is changed.
 */
int session_query(pam_handle_t *pamh, const struct arguments *arguments, uint32_t session_id,
		  struct reason *reason);
