/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the steps that build a jail share: what they build it from, and how far it stands.
 * It must never: own what outlives the build.
 */
#pragma once

#include <stdbool.h>

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Who builds. Without a user namespace init does it all. With one, what the tenant's root must not
 * undo is made outside, in a mount namespace that the host's user namespace owns; init inherits it,
 * locked, and adds what must be owned by his.
 */
enum build_phase { BUILD_WHOLE = 1, BUILD_OUTSIDE = 2, BUILD_INSIDE = 4 };

/* What the steps share. */
struct jail_build {
	const struct jail_plan *plan;
	const struct request *request;
	const struct jail_sources *sources;
	struct report *report;
	enum build_phase phase;
	int init_pidfd;	   /* outside: whose namespaces a procfs is made for */
	int map_fd;	   /* outside: the jail's user namespace */
	int own_map_fd;	   /* outside: one for mounts of what is the host's */
	int turn_fd;	   /* to the other half of the build */
	int stage_fd;	   /* a tmpfs of ours, gone from view after the pivot */
	int furniture_fd;  /* the directory with what is the same for every jail */
	int root_fd;	   /* the rootfs, attached */
	int devices_fd;	   /* the jail's /dev, to be written; for the keeper */
	bool has_template; /* furniture_fd is the template's, a read-only mount */
	bool has_own_root; /* the root takes new directories, and nobody else sees them */
};
