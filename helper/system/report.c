/* SPDX-License-Identifier: BSD-3-Clause */
/* Collects the errors of a run and passes log lines to the module: see report.h. */
#include "system/report.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <syslog.h>

#include "shared/cleanup.h"
#include "shared/kernel_need.h"

/* Room kept for the note on what did not fit. */
#define NOTE_MAX   sizeof("; and 18446744073709551615 more")
#define ERRORS_MAX (REASON_MAX - NOTE_MAX)

/* Printable ASCII alone: names and paths come from outside, and a terminal shows the log. */
static void clean(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void append(struct report *report, const char *line)
{
	const char *separator = report->used == 0 ? "" : "; ";
	size_t room = ERRORS_MAX - report->used;
	size_t needed = strlen(separator) + strlen(line);

	/* A first line that is too long is cut; later ones would be read as half a truth. */
	if (report->used != 0 && (needed >= room || report->dropped_count > 0)) {
		report->dropped_count++;
		(void)snprintf(report->text + report->used, NOTE_MAX, "; and %zu more",
			       report->dropped_count);
		return;
	}
	(void)snprintf(report->text + report->used, room, "%s%s", separator, line);
	report->used += strlen(report->text + report->used);
}

int report_error(struct report *report, int errnum, const char *format, ...)
{
	char line[REASON_MAX], need[KERNEL_NEED_MAX];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	length = strlen(line);
	if (errnum != 0)
		(void)snprintf(line + length, sizeof(line) - length, ": %s%s", strerror(errnum),
			       errnum == ENOSYS ? kernel_need(need, KERNEL_JAIL) : "");
	clean(line);
	report->error_count++;
	append(report, line);
	if (report->sink != NULL)
		report->sink(report->sink_data, line);
	return errnum != 0 ? -errnum : -EINVAL;
}

static void line_send(const struct report *report, struct log_line *line)
{
	uint8_t buffer[REASON_MAX + 64];
	ssize_t length;

	clean(line->text);
	length = log_line_encode(line, buffer, sizeof(buffer));
	if (length > 0)
		(void)message_send(report->socket_fd, buffer, (size_t)length, NULL, 0);
}

void report_log(struct report *report, int level, const char *format, ...)
{
	struct log_line line = { .level = level };
	va_list arguments;

	if (report->socket_fd < 0 || (level == LOG_DEBUG && !report->is_debug))
		return;
	va_start(arguments, format);
	(void)vsnprintf(line.text, sizeof(line.text), format, arguments);
	va_end(arguments);
	line_send(report, &line);
}

void report_at_work(void *data)
{
	const struct report *report = data;
	struct log_line line = { .level = LOG_DEBUG,
				 .text = "the helper waits for somebody who is at work" };

	if (report->socket_fd >= 0)
		line_send(report, &line);
}
