/* SPDX-License-Identifier: BSD-3-Clause */
/* Callers by what was seen of them; see the header. */
#include "caller_manners.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_log.h"
#include "shared/cleanup.h"

static const struct manner {
	const char *service;
	bool is_deaf; /* goes on when pam_open_session(3) has failed, and pam_setcred(3) as well */
	bool is_wordless; /* standard output of the user's program is where its words go */
} manners[] = {
	{ "pure-ftpd", .is_deaf = true }, /* 1.0.50 */
	/* 9.2, 10.0, 10.6: sftp takes the first four bytes for the length of a message */
	{ "sshd", .is_wordless = true },
};

static const struct manner *manner_find(pam_handle_t *pamh)
{
	const void *service = NULL;

	if (pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS || service == NULL)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(manners); i++)
		if (strcmp(manners[i].service, service) == 0)
			return &manners[i];
	return NULL;
}

void caller_manners_end_deaf(pam_handle_t *pamh, uint32_t session_id)
{
	const struct manner *manner = manner_find(pamh);

	if (manner == NULL || !manner->is_deaf)
		return;
	pam_log_line(pamh, LOG_CRIT,
		     "session [%08x]: service '%s' goes on after a refusal: ending this process",
		     session_id, manner->service);
	(void)kill(getpid(), SIGKILL);
	_exit(EXIT_FAILURE);
}

bool caller_manners_has_place(pam_handle_t *pamh)
{
	const struct manner *manner = manner_find(pamh);

	return manner == NULL || !manner->is_wordless;
}
