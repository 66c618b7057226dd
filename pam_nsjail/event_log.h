/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The lines of the system log that tell of sessions: a sentence for people, and behind it, in
 * brackets, the same as key=value for programs. It must never: let anything but the module's own
 * words be taken for keys.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdint.h>

struct host_line;
struct reason;
struct request;
struct session_state;
struct verdict;

/* The jail stands and the process is about to enter it: the line is sent when it has. */
void event_log_open(const pam_handle_t *pamh, const struct session_state *state,
		    const struct verdict *verdict, const struct request *request,
		    struct host_line *ret_line);

/* Policy says that this user, who is not root, is none of ours. */
void event_log_unjailed(const pam_handle_t *pamh, const struct request *request);

/* The session was refused; begin_ms: when it was asked for. */
void event_log_refuse(const pam_handle_t *pamh, uint32_t session_id, int64_t begin_ms,
		      const struct reason *reason);

/* What a line with `audit` has let in; reason: why it would have been refused, or NULL. */
void event_log_audit(const pam_handle_t *pamh, uint32_t session_id, const struct reason *reason);

/*
 * The process is back from the jail. One that can not come back can not reach the host's log
 * either: its keeper tells of it.
 */
void event_log_close(const pam_handle_t *pamh, const struct session_state *state);
