/* SPDX-License-Identifier: BSD-3-Clause */
/* The front of pam_syslog(3) and pam_error(3); what it promises stands in the header. */
#include "pam_log.h"

#include <inttypes.h>
#include <security/pam_ext.h>
#include <stdarg.h>
#include <stdio.h>

#include "host_line.h"

static void make_printable(char *text)
{
	for (char *byte = text; *byte != '\0'; byte++)
		if (*byte < ' ' || *byte > '~')
			*byte = '?';
}

static void line_make(char line[HOST_LINE_MAX], const char *format, va_list values)
{
	(void)vsnprintf(line, HOST_LINE_MAX, format, values);
	make_printable(line);
}

void pam_log_line(const pam_handle_t *pamh, int level, const char *format, ...)
{
	char line[HOST_LINE_MAX];
	va_list values;

	va_start(values, format);
	line_make(line, format, values);
	va_end(values);
	pam_syslog(pamh, level, "%s", line);
}

void pam_log_line_keep(struct host_line *ret_line, const pam_handle_t *pamh, int level,
		       const char *format, ...)
{
	char line[HOST_LINE_MAX];
	va_list values;

	va_start(values, format);
	line_make(line, format, values);
	va_end(values);
	host_line_prepare(ret_line, pamh, level, line);
}

void pam_log_tell_user(pam_handle_t *pamh, uint32_t session_id)
{
	const void *item = NULL;
	const struct pam_conv *conversation;

	if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL)
		return;
	conversation = item;
	/* Without this pam_error() writes a line of its own to the log. */
	if (conversation->conv == NULL)
		return;
	(void)pam_error(pamh,
			"Login refused (id %08" PRIx32 "); the administrator's log has the reason.",
			session_id);
}
