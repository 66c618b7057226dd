/* SPDX-License-Identifier: BSD-3-Clause */
/* Running pam_nsjail_scope; see scope_run.h. */
#include "limits/scope_run.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits/cgroup_limits.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/report.h"
#include "system/side_program.h"

#define ANSWER_SLACK_MS 1000 /* what the program has besides, so that it can say why */
#define WORDS_BEFORE	5    /* the program, name, slice, pid, patience */

/* A login that has no limits can do without its scope, and does not wait for it as long. */
#define LIMITED_MS   4000
#define UNLIMITED_MS 2000

bool scope_has_systemd(void)
{
	struct stat status;

	return lstat("/run/systemd/system", &status) == 0 && S_ISDIR(status.st_mode);
}

int scope_run(const char *name, const struct jail_plan *plan, const struct request *request,
	      char *cgroup, size_t size, struct report *report)
{
	char program_name[] = "pam_nsjail_scope", unit[80], slice[32], pid[16], patience[16];
	char texts[LIMIT_COUNT][CGROUP_LIMIT_SIZE];
	char *arguments[WORDS_BEFORE + LIMIT_COUNT + 1] = { program_name, unit, slice, pid,
							    patience };
	int patience_ms = cgroup_limits_are_set(plan) ? LIMITED_MS : UNLIMITED_MS;
	const struct side_program program = {
		.path = SCOPE_PATH,
		.arguments = arguments,
		.fd = NO_FD,
		.hang_ms = patience_ms + ANSWER_SLACK_MS,
	};
	size_t count = WORDS_BEFORE;
	int error;

	(void)snprintf(unit, sizeof(unit), "%s", name);
	(void)snprintf(slice, sizeof(slice), "user-%u.slice", request->uid);
	(void)snprintf(pid, sizeof(pid), "%d", getpid());
	(void)snprintf(patience, sizeof(patience), "%d", patience_ms);
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		if (plan->limits[i].is_set &&
		    cgroup_limit_part((enum limit_kind)i) == CGROUP_WEIGHTS) {
			cgroup_limit_property(texts[i], plan, (enum limit_kind)i);
			arguments[count++] = texts[i];
		}
	error = side_program_run(&program, cgroup, size, report);
	if (error < 0)
		return error;
	return cgroup[0] == '/' ? 0 : report_error(report, 0, "%s", cgroup + (cgroup[0] == '!'));
}
