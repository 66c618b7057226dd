/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_subids; see subids_run.h. */
#include "subids_run.h"

#include <stdio.h>

#include "program_run.h"
#include "shared/request.h"

#define ANSWER_TIMEOUT_MS 3000

int subids_run(const struct request *request, char *answer, size_t size, struct report *report)
{
	char uid[16], path[] = SUBIDS_PATH;
	char *const arguments[] = { path, request->user, uid, NULL };

	(void)snprintf(uid, sizeof(uid), "%u", request->uid);
	return program_run(arguments, ANSWER_TIMEOUT_MS, answer, size, report);
}
