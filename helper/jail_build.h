/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Builds the jail from inside: runs in the process that becomes PID 1, in the new namespaces,
 * before any code of the tenant. The order of the steps is in jail_build.c alone.
 * It must never: decide anything (the plan is const) or open a path of the host by name.
 */
#pragma once

#include <stdbool.h>

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/* What the steps share. */
struct jail_build {
	const struct jail_plan *plan;
	const struct request *request;
	const struct jail_sources *sources;
	struct report *report;
	int stage_fd;	   /* a tmpfs of ours, gone from view after the pivot */
	int root_fd;	   /* the rootfs, attached */
	bool has_own_root; /* the root takes new directories, and nobody else sees them */
};

/*
 * Makes the mount namespace and fills it, pivots into it, sets hostname and network. 0, or -errno
 * with the reason in report; then the caller ends, and everything with its namespaces.
 */
int jail_build_run(const struct jail_plan *plan, const struct request *request,
		   const struct jail_sources *sources, struct report *report);
