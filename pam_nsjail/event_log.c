/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines about sessions; what they promise stands in the header. */
#include "event_log.h"

#include <inttypes.h>
#include <stdbool.h>
#include <syslog.h>

#include "pam_log.h"
#include "reason.h"
#include "session_state.h"
#include "shared/event_text.h"
#include "shared/request.h"

/* The user's name before it was checked is cut to this in the log. */
#define SHOWN_NAME_MAX 64

static const char *item(const pam_handle_t *pamh, int type)
{
	const void *value = NULL;

	return pam_get_item(pamh, type, &value) == PAM_SUCCESS && value != NULL ? value : "";
}

static struct event_text event_of(const pam_handle_t *pamh, const char *name, uint32_t session_id)
{
	return (struct event_text){ .event = name,
				    .session_id = session_id,
				    .has_session = true,
				    .user = item(pamh, PAM_USER),
				    .service = item(pamh, PAM_SERVICE),
				    .tty = item(pamh, PAM_TTY),
				    .rhost = item(pamh, PAM_RHOST) };
}

void event_log_open(const pam_handle_t *pamh, const struct session_state *state,
		    const struct verdict *verdict, const struct request *request,
		    struct host_line *ret_line)
{
	struct event_text event =
		event_of(pamh, verdict->is_join ? "join" : "open", state->session_id);
	char text[EVENT_TEXT_MAX];

	event.has_uid = true;
	event.uid = request->uid;
	event.jail = verdict->entry;
	event.namespace_count = verdict->namespace_count;
	event.namespaces = verdict->namespaces;
	event.begin_ms = state->begin_ms;
	event_text_make(text, &event);
	pam_log_line_keep(ret_line, pamh, LOG_INFO,
			  "jailed session [%08" PRIx32 "] for user '%s' (%s)", state->session_id,
			  request->user, text);
}

void event_log_unjailed(const pam_handle_t *pamh, const struct request *request)
{
	struct event_text event = event_of(pamh, "unjailed", request->session_id);
	char text[EVENT_TEXT_MAX];

	event.has_uid = true;
	event.uid = request->uid;
	event_text_make(text, &event);
	pam_log_line(pamh, LOG_INFO, "session [%08" PRIx32 "] without a jail for user '%s' (%s)",
		     request->session_id, request->user, text);
}

void event_log_refuse(const pam_handle_t *pamh, uint32_t session_id, int64_t begin_ms,
		      const struct reason *reason)
{
	struct event_text event = event_of(pamh, "refuse", session_id);
	char text[EVENT_TEXT_MAX];

	event.begin_ms = begin_ms;
	event_text_make(text, &event);
	pam_log_line(pamh, LOG_ERR, "refused [%08" PRIx32 "] user '%.*s': %s (%s)", session_id,
		     SHOWN_NAME_MAX, event.user, reason->text, text);
}

void event_log_audit(const pam_handle_t *pamh, uint32_t session_id, const struct reason *reason)
{
	struct event_text event = event_of(pamh, "audit", session_id);
	char text[EVENT_TEXT_MAX];

	event_text_make(text, &event);
	if (reason == NULL)
		pam_log_line(pamh, LOG_WARNING,
			     "audit: user '%.*s' is let in WITHOUT A JAIL; without the word audit "
			     "he would be jailed (%s)",
			     SHOWN_NAME_MAX, event.user, text);
	else
		pam_log_line(pamh, LOG_WARNING,
			     "audit: user '%.*s' is let in WITHOUT A JAIL; without the word audit "
			     "he would be refused [%08" PRIx32 "] user '%.*s': %s (%s)",
			     SHOWN_NAME_MAX, event.user, session_id, SHOWN_NAME_MAX, event.user,
			     reason->text, text);
}

void event_log_close(const pam_handle_t *pamh, const struct session_state *state)
{
	struct event_text event = event_of(pamh, "close", state->session_id);
	char text[EVENT_TEXT_MAX];

	if (state->join.is_one_way)
		return;
	event.has_uid = true;
	event.uid = state->uid;
	event.jail = state->entry;
	event.namespace_count = state->join.count;
	event.namespaces = state->join.jail;
	event.begin_ms = state->begin_ms;
	event_text_make(text, &event);
	pam_log_line(pamh, LOG_INFO, "closed session [%08" PRIx32 "] (%s)", state->session_id,
		     text);
}
