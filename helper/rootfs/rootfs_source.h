/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rootfs as the host has it: a directory, an image, or the host's own /usr; opened, checked for
 * who could have written it, and held as a detached tree. It must never: attach anything.
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Opens what plan->rootfs names into sources->rootfs_fd or usr_fd, and checks it as plain mode
 * demands. 0, or -errno with the reason in report.
 */
int rootfs_source_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report);
