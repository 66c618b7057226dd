/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The only way to the system log and to the user. Lines are one line: control bytes and everything
 * beyond ASCII become '?', and the length is capped.
 * It must never: be relied on inside a jail, where syslog(3) would look up the jail's /dev/log.
 */
#pragma once

#include <security/pam_modules.h>
#include <stdint.h>

struct host_line;

/* Writes a line with a level of syslog(3). */
void pam_log_line(const pam_handle_t *pamh, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a line that is to be sent from within a jail. */
void pam_log_line_keep(struct host_line *ret_line, const pam_handle_t *pamh, int level,
		       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Tells the user that the login is refused, with the id that the log line bears. */
void pam_log_tell_user(pam_handle_t *pamh, uint32_t session_id);
