/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the helper's rooms put their errors: one text that becomes the one log line of a refusal,
 * and debug lines on the way. The room that knows the object's name reports, once; those above it
 * pass the number on. It must never: let a control byte through, or lose that there was an error.
 */
#pragma once

#include "shared/request.h"

struct report {
	int socket_fd; /* log lines go there at once; NO_FD to drop them */
	bool is_debug;
	size_t error_count;
	size_t dropped_count;  /* of them, those that text had no room for */
	size_t used;	       /* bytes of text without the note on those */
	char text[REASON_MAX]; /* the errors, joined with "; " */
	/* Takes each error on its own, whole, too; may be NULL. */
	void (*sink)(void *sink_data, const char *error);
	void *sink_data;
};

/*
 * Adds an error: the formatted text and, if errnum is not 0, ": " and its strerror, for ENOSYS with
 * the kernel that has the system call if this one is older. What does not fit is counted ("and N
 * more"). Returns -errnum (-EINVAL for 0), so that reporting and returning are one statement.
 */
int report_error(struct report *report, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Has the module wait on: somebody is at work for this login. data is the struct report, so that
 * patience_wait can call it. What it sends is a line for the log, of LOG_DEBUG.
 */
void report_at_work(void *data);

/* Sends a line to the system log through the module at once: level of syslog(3); LOG_DEBUG lines
 * only if the request asked for them. Failure to send is ignored. */
void report_log(struct report *report, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
