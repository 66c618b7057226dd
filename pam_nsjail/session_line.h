/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The same line of a stack, run again while its session is open: su-l includes su, and both have
 * it. libpam does not say where one pam_open_session(3) ends and the next begins, so each run of
 * the line counts as one that has to be closed: the jail is left with the last of them.
 * It must never: take a line for another that names another user, service or configuration.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdbool.h>

struct arguments;
struct reason;
struct session_state;

/* Whom, for which service and by which configuration a line jails; allocated, or NULL. */
char *session_line_make(pam_handle_t *pamh, const struct arguments *arguments);

/* True if the line is that of the handle's open session, in the process that has opened it. */
bool session_line_is_open(pam_handle_t *pamh, const struct session_state *state,
			  const struct arguments *arguments);

/* One run more of that line. 0, or -errno with the cause in reason: it is another one. */
int session_line_add(pam_handle_t *pamh, struct session_state *state,
		     const struct arguments *arguments, struct reason *reason);

/* One close of them. True if it was not the last one, and nothing else is to be done. */
bool session_line_remove(struct session_state *state);
