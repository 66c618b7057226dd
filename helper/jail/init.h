/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PID 1 of the jail. It is cloned by the helper into the new namespaces, builds the jail there,
 * gives everything up, and from then on only reaps. It dies with the keeper.
 * It must never: run code of the rootfs, keep a descriptor, or be dumpable once tenants can see it.
 */
#pragma once

#include <stdint.h>

struct jail_plan;
struct jail_sources;
struct report;
struct request;

struct jail_init {
	int pid; /* in the keeper's pid namespace; a child, so it can not be recycled unreaped */
	int pidfd;
	int devices_fd; /* a mount of the jail's /dev that can be written */
};

/*
 * Starts init and waits until the jail stands; until end_ms (CLOCK_BOOTTIME) at most, and for
 * HANG_HELPER_MS while whoever makes it does nothing (see shared/patience.h).
 * 0: built, confined, reaping. Else -errno with the reason in report, and init is dead and reaped.
 */
int init_start(struct jail_init *ret_init, const struct jail_plan *plan,
	       const struct request *request, const struct jail_sources *sources,
	       struct report *report, int64_t end_ms);
