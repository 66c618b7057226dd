/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs pam_nsjail_audit, which has libaudit, for as long as a jail lives: what is told goes to the
 * kernel's audit log. Only profiles that want it pay for it. It must never: wait for it.
 */
#pragma once

struct jail_plan;
struct report;

struct audit_link {
	int pid; /* a child, or 0: nothing is told */
	int socket_fd;
};

#define AUDIT_LINK_NONE            \
	{                          \
		.socket_fd = NO_FD \
	}

/*
 * Starts it if the plan has audit_events. 0, or -errno with the reason in report: it is not built
 * in, not there, or not root's alone.
 */
int audit_start(struct audit_link *ret_link, const struct jail_plan *plan, struct report *report);

/* Hands one event over (event_text.h), or loses it. */
void audit_tell(const struct audit_link *link, const char *text);

/* Lets it finish what it was told, within a second, and waits for its end. */
void audit_end(struct audit_link *link);
