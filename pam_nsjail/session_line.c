/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "session_line.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "reason.h"
#include "session_state.h"
#include "shared/cleanup.h"

static const char *item(const pam_handle_t *pamh, int type)
{
	const void *value = NULL;

	return pam_get_item(pamh, type, &value) == PAM_SUCCESS && value != NULL ? value : "";
}

/* Each part with its length, so that no part can pass for two. */
char *session_line_make(pam_handle_t *pamh, const struct arguments *arguments)
{
	const char *user = item(pamh, PAM_USER), *service = item(pamh, PAM_SERVICE);
	const char *config = arguments->config_path;
	size_t size = strlen(user) + strlen(service) + strlen(config) + 64;
	char *line = malloc(size);

	if (line != NULL)
		(void)snprintf(line, size, "%zu %s %zu %s %s", strlen(user), user, strlen(service),
			       service, config);
	return line;
}

bool session_line_is_open(pam_handle_t *pamh, const struct session_state *state,
			  const struct arguments *arguments)
{
	_cleanup_free_ char *line = NULL;

	if (!state->is_open || !session_state_is_owned(state))
		return false;
	line = session_line_make(pamh, arguments);
	return line != NULL && strcmp(line, state->line) == 0;
}

int session_line_add(pam_handle_t *pamh, struct session_state *state,
		     const struct arguments *arguments, struct reason *reason)
{
	if (!session_line_is_open(pamh, state, arguments) || state->line_count == UINT32_MAX)
		return reason_add(reason, 0,
				  "this handle has a session already, of another user, service or "
				  "configuration");
	state->line_count++;
	return 0;
}

bool session_line_remove(struct session_state *state)
{
	/* The last one is counted by the close that succeeds. */
	if (state->line_count <= 1)
		return false;
	state->line_count--;
	return true;
}
