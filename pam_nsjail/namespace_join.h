/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Puts this process into the jail's namespaces with one setns(2), and brings it back. Where it is
 * gets proved through the host's /proc, opened before the join and again after the way back.
 * It must never: look up a path between the join and the way back, or use a pid number.
 */
#pragma once

#include <stdbool.h>

#include "shared/request.h"

struct reason;

struct namespace_join {
	/*
	 * Directories only until the join stands: a process of the user's own, forked without exec,
	 * may hold what we hold, and from a directory of the host ".." leads to its root.
	 */
	int directory_fd; /* /proc/thread-self/ns */
	int root_fd;	  /* O_PATH */
	int cwd_fd;
	int probe_fd;	 /* O_PATH of STATE_DIR: what is root's alone, for namespace_join_become */
	bool is_one_way; /* a user namespace is among them: there is no way back */
	bool is_away;	 /* setns(2) has led into the jail */
	size_t left_count; /* namespaces that namespace_join_leave has left */
	uint32_t flags;
	size_t count;
	struct namespace_id jail[NAMESPACE_COUNT];
	struct namespace_id own[NAMESPACE_COUNT];
	int own_fds[NAMESPACE_COUNT];
};

/* Makes it safe for namespace_join_clear. */
void namespace_join_init(struct namespace_join *join);

/*
 * Opens the directory, and refuses a process that is chrooted or has entered a jail already
 * (-EALREADY). 0, or -errno with the cause in reason.
 */
int namespace_join_prepare(struct namespace_join *join, struct reason *reason);

/*
 * Refuses a caller with threads, and takes down where it is; all that can be known before the
 * verdict. Without threads nothing of it can change until then. 0, or -errno with the cause in
 * reason.
 */
int namespace_join_look(struct namespace_join *join, struct reason *reason);

/*
 * After namespace_join_look: refuses a verdict whose list of namespaces is not sound, and holds on
 * to what the way back needs, where there is one. 0, or -errno with the cause in reason.
 */
int namespace_join_hold(struct namespace_join *join, const struct verdict *verdict,
			struct reason *reason);

/*
 * Enters and verifies; a caller who could not come back to where he was is refused before: one that
 * is chrooted or shares root and working directory with another process. 0, or -errno with the
 * cause in reason; then the process may be inside all the same, and namespace_join_leave must
 * follow.
 */
int namespace_join_enter(struct namespace_join *join, int init_fd, struct reason *reason);

/*
 * After joining a user namespace: gives up groups and ids for those of its root (setgroups(2),
 * setresuid(2)), and proves that the host's root is gone: the ids, the capabilities that an
 * application needs for its user, and that what is root's alone can not be opened any more. Does
 * nothing without a user namespace. 0, or -errno with the cause in reason.
 */
int namespace_join_become(const struct namespace_join *join, struct reason *reason);

/*
 * Goes back to the process's own namespaces and verifies it; root and working directory too as long
 * as they are held. -EPERM if there is no way back. 0, or -errno; then see
 * namespace_join_is_inside.
 */
int namespace_join_leave(struct namespace_join *join);

/* True if the process is in all of the jail's namespaces, which a failed way back may leave it in.
 */
bool namespace_join_is_inside(const struct namespace_join *join);

/* The join stands: lets go of every directory of the host. */
void namespace_join_settle(struct namespace_join *join);

/* Closes everything. */
void namespace_join_clear(struct namespace_join *join);
