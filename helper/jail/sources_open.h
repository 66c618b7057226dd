/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opens and checks everything of the host that a jail is made of, before the first privileged step.
 * It must never: follow a path that a tenant can change, or leave a check for later.
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Opens what the plan names. terminal_fd and state_fd (root's alone, safe_path.h), or NO_FD, stay
 * the caller's, and state_fd is used for as long as the sources are. 0, or -errno with the reason
 * in report. The sources are the caller's to clear, also after a failure.
 */
int sources_open(struct jail_sources *ret_sources, const struct jail_plan *plan,
		 const struct request *request, int terminal_fd, int state_fd,
		 struct report *report);

/*
 * Opens all that a login would open, and lets it go: nothing is made or changed. 0, or -errno with
 * every fault in report.
 */
int sources_check(const struct jail_plan *plan, const struct request *request,
		  struct report *report);
