/* SPDX-License-Identifier: BSD-3-Clause */
/* Callers that were seen to look at no result; see the header. */
#include "deaf_callers.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_log.h"
#include "shared/cleanup.h"

/* pure-ftpd 1.0.50 serves the user when pam_open_session(3) has failed, and pam_setcred(3) as well.
 */
static const char *const services[] = { "pure-ftpd" };

static bool is_deaf(const char *service)
{
	for (size_t i = 0; service != NULL && i < ARRAY_SIZE(services); i++)
		if (strcmp(services[i], service) == 0)
			return true;
	return false;
}

void deaf_callers_end(pam_handle_t *pamh, uint32_t session_id)
{
	const void *service = NULL;

	if (pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS || !is_deaf(service))
		return;
	pam_log_line(pamh, LOG_CRIT,
		     "session [%08x]: service '%s' goes on after a refusal: ending this process",
		     session_id, (const char *)service);
	(void)kill(getpid(), SIGKILL);
	_exit(EXIT_FAILURE);
}
