/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One line for the host's log that is written before the join and sent after it: syslog(3) would
 * look for /dev/log in the jail by then. It must never: reach a log that is the jail's.
 */
#pragma once

#include <security/pam_modules.h>
#include <stddef.h>

#include "reason.h"
#include "shared/cleanup.h"
#include "shared/event_text.h"

/* What stands before a line, a reason, and the event behind it. */
#define HOST_LINE_MAX (REASON_MAX + 512 + EVENT_TEXT_MAX)

struct host_line {
	int fd; /* of host_line_open, owned; or NO_FD */
	size_t length;
	char text[HOST_LINE_MAX];
};

/* A socket to the host's log, the caller's to close; NO_FD where there is none, or only a stream.
 */
int host_line_open(void);

/*
 * Makes the line as pam_syslog(3) would, under the name of this thread, for the log in line->fd.
 * Where that is NO_FD the line goes to pam_syslog(3) at once.
 */
void host_line_prepare(struct host_line *line, const pam_handle_t *pamh, int level,
		       const char *message);

/* Sends it, in two seconds at most, and closes. Nothing for a line that was sent already. */
void host_line_send(struct host_line *line);

void host_line_cleanup(struct host_line *line);
#define _cleanup_host_line_ __attribute__((cleanup(host_line_cleanup)))
