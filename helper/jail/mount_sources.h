/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's side of the plan's mounts: binds, the home, the directory of an overlay's changes.
 * It must never: follow a link, or take a home that is not the user's: it belongs to him, or to
 * root and is no directory of the system.
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/* Opens every bind of the plan into sources->mount_fds. 0, or -errno with the reason in report. */
int mount_sources_open(struct jail_sources *sources, const struct jail_plan *plan,
		       const struct request *request, struct report *report);

/* Only looks whether the plan's home could be opened. 0, or -errno with the reason in report. */
int mount_sources_check_home(const struct jail_plan *plan, const struct request *request,
			     struct report *report);

/*
 * Opens plan->overlay_dir for an overlay, made (0700, root's) with what is missing above it, with
 * "upper" and "work" in it. Two overlays must never share one: it is locked, and the lock is
 * sources->changes_lock_fd; a jail that has it and is ending is waited for, a second or, where a
 * user's sessions share a jail, five. The directory is of one uid for good, which "uid" in it says.
 * 0, or -errno (-EBUSY: another jail has it, -EPERM: another user) with the reason in report.
 */
int mount_sources_open_changes(struct jail_sources *sources, const struct jail_plan *plan,
			       const struct request *request, struct report *report);
