/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The groups that the application has taken for its user before it opened the session, as su, sudo
 * and runuser do: they count in a jail with a user namespace, too, by their numbers.
 * It must never: leave the process a group of the host's, or take an id that the jail does not map.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct reason;

struct caller_groups {
	gid_t real, effective, saved;
	size_t count;
	gid_t *list; /* owned */
};

/* Takes down what the process has. 0 or -errno. */
int caller_groups_get(struct caller_groups *groups);

/*
 * After namespace_join_become: takes those ids in the jail's user namespace. A group that is not
 * mapped there is left out; in the place of a group id that is not, the process has nobody's
 * (65534), as far as that is. 0, or -errno with the cause in reason.
 */
int caller_groups_set(const struct caller_groups *groups, struct reason *reason);

/* The list alone, without what is not mapped. 0 or -errno. */
int caller_groups_set_list(const struct caller_groups *groups);

/* Frees the list. */
void caller_groups_clear(struct caller_groups *groups);
