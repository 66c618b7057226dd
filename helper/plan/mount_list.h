/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of mounts that a plan ends with: what keys ask for, the tmpfs that every jail has, the
 * home; parents before children. It must never: look at the host.
 */
#pragma once

struct jail_plan;
struct mount_entry;
struct report;
struct request;

/*
 * Adds an entry. The plan owns its strings afterwards and the entry is cleared; after -ENOMEM they
 * are still the caller's.
 */
int mount_list_add(struct jail_plan *plan, struct mount_entry *entry);

/*
 * Adds the tmpfs of every jail (unless a key mounts there) and the home, sorts the list and checks
 * it: nothing twice on one target, nothing where the jail has its own. 0 or -errno, reported.
 */
int mount_list_settle(struct jail_plan *plan, const struct request *request, struct report *report);
