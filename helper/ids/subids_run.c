/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_subids; see subids_run.h. */
#include "ids/subids_run.h"

#include <stdio.h>

#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"
#include "system/side_program.h"

#define ANSWER_HANG_MS 3000

int subids_run(const struct request *request, char *answer, size_t size, struct report *report)
{
	char uid[16], name[] = "pam_nsjail_subids";
	char *const arguments[] = { name, request->user, uid, NULL };
	const struct side_program program = {
		.path = SUBIDS_PATH,
		.arguments = arguments,
		.fd = NO_FD,
		.hang_ms = ANSWER_HANG_MS,
	};

	(void)snprintf(uid, sizeof(uid), "%u", request->uid);
	return side_program_run(&program, answer, size, report);
}
