/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "config/account_form.h"

#include <stdbool.h>
#include <string.h>

#include "shared/request.h"
#include "shared/user_name.h"
#include "system/report.h"

static bool is_field(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == '\177' || *text == ':')
			return false;
	return true;
}

int account_form_check(const struct request *request, struct report *report)
{
	if (strchr(request->user, '\\') != NULL)
		return report_error(report, 0,
				    "user name '%s' can not be used in a jail for its backslash",
				    request->user);
	if (!user_name_is_valid(request->user))
		return report_error(report, 0, "user name '%s' can not be used in a jail",
				    request->user);
	if (!is_field(request->home))
		return report_error(report, 0,
				    "the home of the account holds a ':' or a control byte");
	if (!is_field(request->shell))
		return report_error(report, 0,
				    "the shell of the account holds a ':' or a control byte");
	return 0;
}
