/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The functions that libpam calls, and the only place where a result becomes a PAM code.
 * It must never: return PAM_IGNORE for anything but "policy says that this user is not jailed" and
 * the word `audit`, or hold writable static data.
 */
#include <errno.h>
#include <security/pam_modules.h>
#include <stdint.h>
#include <sys/random.h>
#include <syslog.h>

#include "arguments.h"
#include "caller_manners.h"
#include "event_log.h"
#include "pam_log.h"
#include "reason.h"
#include "refused_mark.h"
#include "session_line.h"
#include "session_open.h"
#include "session_state.h"
#include "shared/message.h"

#define EXPORTED __attribute__((visibility("default")))

/*
 * results: enum session_outcome, or -errno. A refusal is what every caller takes for one: sudo goes
 * on after PAM_SESSION_ERR from pam_open_session(3), so that is for sessions that do not close.
 */
static int to_pam_code(int result, int failure)
{
	switch (result) {
	case SESSION_JAILED:
		return PAM_SUCCESS;
	case SESSION_NOT_JAILED:
	case SESSION_AUDITED:
		return PAM_IGNORE;
	default:
		return failure;
	}
}

static int open_session(pam_handle_t *pamh, int argc, const char **argv, uint32_t *session_id,
			struct reason *reason)
{
	struct arguments arguments;
	int error;

	if (getrandom(session_id, sizeof(*session_id), 0) != (ssize_t)sizeof(*session_id))
		return reason_add(reason, errno, "no random number");
	error = arguments_parse(&arguments, argc, argv, reason);
	if (error < 0)
		return error;
	if (arguments.is_refusal)
		return reason_add(reason, 0, "a line of the stack before this one has failed");
	refused_mark_clear(pamh);
	if (arguments.is_audit)
		return session_audit(pamh, &arguments, *session_id);
	if (arguments.is_query)
		return session_query(pamh, &arguments, *session_id, reason);
	return session_open(pamh, &arguments, *session_id, reason);
}

/* A stack has several lines that refuse, and the first of them has said why. */
static void tell(pam_handle_t *pamh, int flags, uint32_t session_id, int64_t begin_ms,
		 const struct reason *reason)
{
	if (refused_mark_is_set(pamh))
		return;
	event_log_refuse(pamh, session_id, begin_ms, reason);
	if (((unsigned int)flags & PAM_SILENT) == 0 && caller_manners_has_place(pamh))
		pam_log_tell_user(pamh, session_id);
	refused_mark_set(pamh);
}

static int close_session(pam_handle_t *pamh, struct session_state *state, struct reason *reason)
{
	int error;

	if (!session_state_is_owned(state))
		return reason_add(reason, EPERM, "it belongs to another process");
	if (session_line_remove(state))
		return SESSION_JAILED;
	error = session_state_close(pamh, state, reason);
	if (error < 0)
		return error;
	event_log_close(pamh, state);
	session_state_drop(pamh);
	return SESSION_JAILED;
}

/* The jail stands, and a line before that of the jail has failed: nobody is left in there. */
static void end_refused(pam_handle_t *pamh)
{
	struct reason reason = { 0 };
	struct session_state *state = session_state_find(pamh);

	if (state == NULL)
		return;
	state->line_count = 1;
	if (close_session(pamh, state, &reason) < 0)
		pam_log_line(pamh, LOG_ERR, "session [%08x] can not be closed: %s",
			     state->session_id, reason.text);
}

EXPORTED int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int kept = errno;
	struct reason reason = { 0 };
	uint32_t session_id = 0;
	int64_t begin_ms = boottime_ms();
	int result = open_session(pamh, argc, argv, &session_id, &reason);

	if (result < 0) {
		tell(pamh, flags, session_id, begin_ms, &reason);
		if (arguments_have(argc, argv, "refuse"))
			end_refused(pamh);
		caller_manners_end_deaf(pamh, session_id);
	}
	errno = kept;
	return to_pam_code(result, PAM_PERM_DENIED);
}

EXPORTED int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int kept = errno;
	struct reason reason = { 0 };
	struct session_state *state = session_state_find(pamh);
	int result = state == NULL ? SESSION_NOT_JAILED : SESSION_JAILED;

	(void)flags;
	/* The lines that open nothing stand beside the others, and must not end what is theirs. */
	if (state != NULL && !arguments_have(argc, argv, "jailed") &&
	    !arguments_have(argc, argv, "refuse"))
		result = close_session(pamh, state, &reason);
	if (result < 0)
		pam_log_line(pamh, LOG_ERR, "session [%08x] can not be closed: %s",
			     state->session_id, reason.text);
	errno = kept;
	return to_pam_code(result, PAM_SESSION_ERR);
}
