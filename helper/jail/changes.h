/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The directory of an overlay's changes: made, locked, and held to be one user's.
 * It must never: follow a link, or let two jails, or two users, have one directory.
 */
#pragma once

struct idmap;
struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Opens plan->overlay_dir for an overlay, made (0700, root's) with what is missing above it, with
 * "upper" and "work" in it. Two overlays must never share one: it is locked, and the lock is
 * sources->changes_lock_fd; a jail that has it and is ending is waited for, a second or, where a
 * user's sessions share a jail, five. The directory is of one uid for good, which "uid" in it says:
 * another user's is not waited for. 0, or -errno (-EBUSY: another jail has it) with the reason in
 * report.
 */
int changes_open(struct jail_sources *sources, const struct jail_plan *plan,
		 const struct request *request, struct report *report);

/*
 * Only looks whether they could be kept there: the path, its file system, and whose is what it has.
 * The owner of what is there is not judged for a user namespace without a map. 0, or -errno with
 * the reason in report.
 */
int changes_check(const struct jail_plan *plan, const struct request *request,
		  const struct idmap *idmap, struct report *report);
