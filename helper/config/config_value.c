/* SPDX-License-Identifier: BSD-3-Clause */
/* A value's place in messages, and what its tokens stand for; see config_value.h. */
#include "config/config_value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "config/tokens.h"
#include "plan/path_form.h"
#include "shared/cleanup.h"
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

int config_value_expand(char **ret_text, const struct config_key *key,
			const struct config_value *value, const struct tokens *tokens)
{
	const char *reason = "";
	int result = tokens_expand(ret_text, value->text, tokens, &reason);

	if (result == -ENOMEM)
		return report_error(value->report, ENOMEM, "%s", key->name);
	if (result < 0)
		return config_value_error(value, "%s '%s' %s", key->name, value->text, reason);
	return 0;
}

int config_value_path(char **ret_path, const struct config_key *key,
		      const struct config_value *value, const char *text)
{
	struct config_value part = *value;
	_cleanup_free_ char *path = NULL;
	const char *reason;
	int result;

	part.text = text;
	result = config_value_expand(&path, key, &part, value->tokens);
	if (result < 0)
		return result;
	reason = path_form_fault(path);
	if (reason != NULL)
		return config_value_error(value, "%s '%s' %s", key->name, path, reason);
	*ret_path = TAKE_PTR(path);
	return 0;
}
