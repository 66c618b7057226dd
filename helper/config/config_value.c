/* SPDX-License-Identifier: BSD-3-Clause */
/* A value's place in messages; see config_value.h. */
#include "config/config_value.h"

#include <stdarg.h>
#include <stdio.h>

#include "shared/request.h"
#include "system/report.h"

int config_value_error(const struct config_value *value, const char *format, ...)
{
	char text[REASON_MAX];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return report_error(value->report, 0, "%s:%u: %s", value->file, value->line, text);
}
