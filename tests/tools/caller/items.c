/* SPDX-License-Identifier: BSD-3-Clause */
/* Items and variables of a PAM handle; see items.h. */
#include "items.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

/* prefix, then so many bytes; the caller's to free. */
static char *long_text(const char *prefix, size_t prefix_length, const char *bytes)
{
	size_t length = (size_t)atol(bytes);
	char *text = calloc(prefix_length + length + 1, 1);

	expect(text != NULL, "calloc");
	(void)memcpy(text, prefix, prefix_length);
	(void)memset(text + prefix_length, 'x', length);
	return text;
}

void items_rhost(pam_handle_t *pamh, const char *value)
{
	char *name = long_text("", 0, value);

	expect(pam_set_item(pamh, PAM_RHOST, name) == PAM_SUCCESS, "PAM_RHOST");
	free(name);
}

void items_put(pam_handle_t *pamh, const char *value)
{
	const char *bytes = strchr(value, ':');
	char *text;

	if (strchr(value, '=') != NULL) {
		expect(pam_putenv(pamh, value) == PAM_SUCCESS, "pam_putenv");
		return;
	}
	expect(bytes != NULL, "NAME:BYTES");
	text = long_text(value, (size_t)(bytes - value) + 1, bytes + 1);
	text[bytes - value] = '=';
	expect(pam_putenv(pamh, text) == PAM_SUCCESS, "pam_putenv");
	free(text);
}

void items_variables(pam_handle_t *pamh)
{
	char **list = pam_getenvlist(pamh);

	expect(list != NULL, "pam_getenvlist");
	for (char **text = list; *text != NULL; text++) {
		size_t length = strcspn(*text, "=");

		report("variable %.*s %zu\n", (int)length, *text, strlen(*text + length + 1));
		free(*text);
	}
	free(list);
}
