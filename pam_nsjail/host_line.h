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
	int fd; /* of the host's log, or NO_FD */
	size_t length;
	char text[HOST_LINE_MAX];
};

#define HOST_LINE_NONE                   \
	{                                \
		.fd = NO_FD, .length = 0 \
	}

/*
 * Makes the line as pam_syslog(3) would, under the name of this thread, and opens the host's log
 * for it. Where that is not possible (no /dev/log, a stream) the line goes to pam_syslog(3) at
 * once.
 */
void host_line_prepare(struct host_line *line, const pam_handle_t *pamh, int level,
		       const char *message);

/* Sends it, in two seconds at most, and closes. Nothing for a line that was sent already. */
void host_line_send(struct host_line *line);

void host_line_cleanup(struct host_line *line);
#define _cleanup_host_line_ __attribute__((cleanup(host_line_cleanup)))
