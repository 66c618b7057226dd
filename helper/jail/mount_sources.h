/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's side of the plan's mounts: binds and the home.
 * It must never: follow a link, or take a home that is not the user's: it belongs to him, or to
 * root and is no directory of the system.
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/* Opens every bind of the plan into sources->mount_fds. 0, or -errno with the reason in report. */
int mount_sources_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report);

/* Only looks whether the plan's home could be opened. 0, or -errno with the reason in report. */
int mount_sources_check_home(const struct jail_plan *plan, const struct request *request,
			     struct report *report);
