/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatting of refusals; what it promises stands in the header. */
#include "reason.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shared/kernel_need.h"

static void append_text(struct reason *reason, const char *text)
{
	strncat(reason->text, text, sizeof(reason->text) - strlen(reason->text) - 1);
}

int reason_add(struct reason *reason, int errnum, const char *format, ...)
{
	const char *meaning = errnum == 0 ? NULL : strerrordesc_np(errnum);
	char need[KERNEL_NEED_MAX];
	size_t used;
	va_list values;

	if (reason->text[0] != '\0')
		append_text(reason, "; ");
	used = strlen(reason->text);
	va_start(values, format);
	(void)vsnprintf(reason->text + used, sizeof(reason->text) - used, format, values);
	va_end(values);
	if (errnum != 0) {
		append_text(reason, ": ");
		append_text(reason, meaning == NULL ? "unknown error" : meaning);
	}
	if (errnum == ENOSYS)
		append_text(reason, kernel_need(need, KERNEL_JAIL));
	return errnum == 0 ? -EINVAL : -errnum;
}
