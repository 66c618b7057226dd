/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way into a jail that is there already: hands the module's socket and the caller's pidfd to
 * the jail's keeper, which does the rest.
 * It must never: believe a socket that is not root's, or take a keeper that says nothing for dead.
 */
#pragma once

#include <stdbool.h>

struct control_join;
struct control_yield;
struct jail_entry;
struct patience;
struct report;

/* Who wants to join. */
struct join_caller {
	int socket_fd; /* the module's */
	int pidfd;
	int home_fd; /* of cgroup_home_open, or NO_FD */
};

enum join_outcome {
	JOIN_DONE, /* the keeper has the session; the module hears from it */
	JOIN_NONE, /* there is no such jail, or it is ending: make one */
};

/*
 * A mount of the jail's /dev that can be written; *ret_fd, the caller's, stays as it is if there is
 * no such jail. 0, or -errno with the reason in report.
 */
int join_devices_open(const struct jail_entry *entry, const struct patience *patience, int *ret_fd,
		      struct report *report);

/*
 * Asks the keeper behind the entry's name, who becomes the worker of a copy of patience. To be
 * called with the user's lock held. The descriptors stay the caller's. One of enum join_outcome, or
 * -errno with the reason in report.
 */
int join_try(const struct jail_entry *entry, const struct control_join *join,
	     const struct join_caller *caller, const struct patience *patience,
	     struct report *report);

/*
 * Asks the keeper behind the name whether it gives way, and waits for the jail's end if so. True if
 * that is over.
 */
bool join_yield(const struct jail_entry *entry, const struct control_yield *yield,
		const struct patience *patience);
