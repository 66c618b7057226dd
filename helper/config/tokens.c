/* SPDX-License-Identifier: BSD-3-Clause */
/* One pass from left to right: see tokens.h. */
#include "config/tokens.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"

/* The text of one token, or NULL with the reason. uid_text has room for any uid. */
static const char *token_value(char letter, const struct tokens *tokens, char *uid_text,
			       size_t uid_size, const char **ret_reason)
{
	const char *value = NULL;

	switch (letter) {
	case '%':
		return "%";
	case 'U':
		(void)snprintf(uid_text, uid_size, "%u", (unsigned int)tokens->uid);
		return uid_text;
	case 'u':
		value = tokens->user;
		break;
	case 'g':
		value = tokens->group;
		break;
	case 'h':
		value = tokens->home;
		break;
	default:
		*ret_reason = "has an unknown token (known are %u, %U, %g, %h and %%)";
		return NULL;
	}
	if (value[0] == '\0') {
		*ret_reason = "has a token that is empty for this user";
		return NULL;
	}
	if (letter != 'h' && strchr(value, '/') != NULL) {
		*ret_reason = "has a token with a '/' in its value";
		return NULL;
	}
	return value;
}

int tokens_expand(char **ret_text, const char *template, const struct tokens *tokens,
		  const char **ret_reason)
{
	_cleanup_free_ char *text = calloc(1, PATH_MAX);
	char uid_text[sizeof("4294967295")];
	size_t used = 0;

	if (text == NULL)
		return -ENOMEM;
	while (*template != '\0') {
		const char *piece = template;
		size_t length = strcspn(template, "%");

		template += length;
		if (length == 0) {
			piece = token_value(template[1], tokens, uid_text, sizeof(uid_text),
					    ret_reason);
			if (piece == NULL)
				return -EINVAL;
			length = strlen(piece);
			template += 2;
		}
		if (length >= PATH_MAX - used) {
			*ret_reason = "is too long";
			return -ENAMETOOLONG;
		}
		memcpy(text + used, piece, length);
		used += length;
	}
	*ret_text = TAKE_PTR(text);
	return 0;
}
