/* SPDX-License-Identifier: BSD-3-Clause */
/* Events as a keeper sees them; see keeper_events.h. */
#include "keeper/keeper_events.h"

#include <inttypes.h>
#include <sched.h>
#include <syslog.h>

#include "keeper/host_log.h"
#include "keeper/keeper.h"
#include "shared/cleanup.h"
#include "shared/event_text.h"

/* A caller that has joined a user namespace is in the jail for good, and so is its way to the log.
 */
static bool is_one_way(const struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->verdict.namespace_count; i++)
		if (keeper->verdict.namespaces[i].flag == CLONE_NEWUSER)
			return true;
	return false;
}

static struct event_text event_of(const struct keeper *keeper, const char *name,
				  const struct session_label *label)
{
	struct event_text event = { .event = name,
				    .user = keeper->user,
				    .has_uid = true,
				    .uid = keeper->uid,
				    .jail = keeper->verdict.entry,
				    .namespace_count = keeper->verdict.namespace_count,
				    .namespaces = keeper->verdict.namespaces };

	if (label == NULL)
		return event;
	event.has_session = true;
	event.session_id = label->session_id;
	event.service = label->service;
	event.tty = label->tty;
	event.rhost = label->rhost;
	return event;
}

void keeper_event_open(const struct keeper *keeper, const struct session_label *label,
		       bool is_first)
{
	struct event_text event = event_of(keeper, is_first ? "open" : "join", label);
	char text[EVENT_TEXT_MAX];

	if (keeper->audit.pid == 0)
		return;
	event_text_make(text, &event);
	audit_tell(&keeper->audit, text);
}

void keeper_event_refuse(const struct keeper *keeper, const struct session_label *label)
{
	struct event_text event = event_of(keeper, "refuse", label);
	char text[EVENT_TEXT_MAX];

	event.jail = NULL;
	event.namespace_count = 0;
	event_text_make(text, &event);
	audit_tell(&keeper->audit, text);
}

void keeper_event_enter(const struct keeper *keeper, const struct session_label *label)
{
	struct event_text event = event_of(keeper, "enter", label);
	char text[EVENT_TEXT_MAX];

	event_text_make(text, &event);
	audit_tell(&keeper->audit, text);
	host_log(LOG_NOTICE, "an administrator enters the jail of user '%s' (%s)", keeper->user,
		 text);
}

void keeper_event_close(const struct keeper *keeper, const struct session *session, bool is_closed)
{
	struct event_text event = event_of(keeper, "close", &session->label);
	char text[EVENT_TEXT_MAX];

	event.begin_ms = session->begin_ms;
	event_text_make(text, &event);
	audit_tell(&keeper->audit, text);
	if (is_closed && !is_one_way(keeper) && !session->is_guest)
		return;
	host_log(LOG_INFO, "%s session [%08" PRIx32 "] (%s)", is_closed ? "closed" : "lost",
		 session->label.session_id, text);
}

void keeper_event_odd(const struct keeper *keeper, const struct session *session)
{
	struct event_text event = event_of(keeper, "close", &session->label);
	char text[EVENT_TEXT_MAX];

	event.begin_ms = session->begin_ms;
	event_text_make(text, &event);
	host_log(LOG_WARNING,
		 "session [%08" PRIx32 "] ends: its module did not say that it has joined, but "
		 "something else (%s)",
		 session->label.session_id, text);
}

void keeper_event_stop(const struct keeper *keeper, pid_t pid)
{
	host_log(LOG_NOTICE, "the jail of user '%s' is to end: SIGTERM from process %d",
		 keeper->user, (int)pid);
}

void keeper_event_end(const struct keeper *keeper)
{
	struct event_text event = event_of(keeper, "end", NULL);
	char text[EVENT_TEXT_MAX];

	event.begin_ms = keeper->begin_ms;
	event_text_make(text, &event);
	audit_tell(&keeper->audit, text);
	host_log(LOG_INFO, "the jail of user '%s' is gone (%s)", keeper->user, text);
}
