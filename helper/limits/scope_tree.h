/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two cgroups below the scope that systemd has made: one for the jail, with its limits, and one
 * for its keeper, which the limits are not for. systemd, whose stop of the scope reaches both,
 * leaves alone what is below (Delegate=). It must never: leave the keeper under the limits of its
 * tenant.
 */
#pragma once

#include "shared/cleanup.h"

struct jail_plan;
struct report;

struct scope_tree {
	int jail_fd;	     /* the jail's directory */
	int keeper_procs_fd; /* the way into the keeper's: its cgroup.procs, open for writing */
};

#define SCOPE_TREE_NONE                                    \
	{                                                  \
		.jail_fd = NO_FD, .keeper_procs_fd = NO_FD \
	}

/*
 * Makes both below an open scope, whose name for messages is path, brings this process, which must
 * be all that is in the scope, into the keeper's, and sets the limits. The descriptors are the
 * caller's. 0, or -errno with the reason in report.
 */
int scope_tree_make(struct scope_tree *ret_tree, int scope_fd, const char *path,
		    const struct jail_plan *plan, struct report *report);
