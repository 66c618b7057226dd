/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kinds of namespaces, in one table, and the identity of a task's namespaces as nsfs shows it.
 * It must never: take a pid number; it is handed the open /proc/.../ns directory of a task.
 */
#pragma once

#include "shared/request.h"

struct namespace_kind {
	uint32_t flag;	  /* CLONE_NEW* */
	const char *name; /* as in nsjail.conf: mount, pid, uts, ipc, cgroup, net, user, time */
	const char *proc_name; /* below /proc/PID/ns; for pid and time the one for children */
};

/* The table, ended by a flag of 0, in the order in which they are left and entered one by one. */
extern const struct namespace_kind namespace_kinds[];

/* The kind of a name in nsjail.conf, or NULL. */
const struct namespace_kind *namespace_kind_find(const char *name);

/*
 * Reads the identities of the namespaces in flags through directory_fd, an open /proc/PID/ns.
 * ret_ids has NAMESPACE_COUNT places. Returns how many were written, or -errno of fstatat(2).
 */
int namespace_ids_read(int directory_fd, uint32_t flags, struct namespace_id *ret_ids);

/* True if both lists hold the same namespaces in the same order. */
bool namespace_ids_equal(const struct namespace_id *a, const struct namespace_id *b, size_t count);
