/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of limits: which controller each needs, and how it is said to the kernel and to
 * systemd. It must never: take a limit that the kernel does not know for applied.
 */
#pragma once

#include "plan/jail_plan.h"

struct report;

#define CGROUP_LIMIT_SIZE 64

/* Whether the plan limits anything. */
bool cgroup_limits_are_set(const struct jail_plan *plan);

/* "Property=number" for systemd, in text (CGROUP_LIMIT_SIZE bytes). */
void cgroup_limit_property(char *text, const struct jail_plan *plan, enum limit_kind kind);

/*
 * Whether the controllers that the plan needs are enabled for the children of an open cgroup; path
 * is its name for messages. 0, or -errno with all that are missing in report.
 */
int cgroup_limits_check(int parent_fd, const char *path, const struct jail_plan *plan,
			struct report *report);

/* Writes the plan's limits into an open cgroup. 0, or -errno with the reason in report. */
int cgroup_limits_write(int directory_fd, const char *path, const struct jail_plan *plan,
			struct report *report);

/*
 * Whether systemd, which says nothing of a controller that it lacks, has set the plan's limits in
 * an open cgroup. 0, or -errno with the reason in report.
 */
int cgroup_limits_verify(int directory_fd, const char *path, const struct jail_plan *plan,
			 struct report *report);
