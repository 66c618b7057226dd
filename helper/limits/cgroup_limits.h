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

/* What a limit is for: what is inside, or for what is beside it. */
enum cgroup_part { CGROUP_AMOUNTS = 1, CGROUP_WEIGHTS = 2 };

enum cgroup_part cgroup_limit_part(enum limit_kind kind);

/* "Property=number" for systemd, in text (CGROUP_LIMIT_SIZE bytes). */
void cgroup_limit_property(char *text, const struct jail_plan *plan, enum limit_kind kind);

/*
 * Whether the controllers that the plan needs are enabled for the children of an open cgroup; path
 * is its name for messages. 0, or -errno with all that are missing in report.
 */
int cgroup_limits_check(int parent_fd, const char *path, const struct jail_plan *plan,
			struct report *report);

/*
 * Has an open cgroup give its children the controllers that the plan's amounts need. No process may
 * be in it. 0, or -errno with the reason in report.
 */
int cgroup_controllers_give(int directory_fd, const char *path, const struct jail_plan *plan,
			    struct report *report);

/* Writes those parts of the plan's limits into an open cgroup. 0, or -errno with the reason in
 * report. */
int cgroup_limits_write(int directory_fd, const char *path, const struct jail_plan *plan,
			unsigned int parts, struct report *report);

/*
 * Whether systemd, which says nothing of a controller that it lacks, has set the plan's weights in
 * an open cgroup. 0, or -errno with the reason in report.
 */
int cgroup_limits_verify(int directory_fd, const char *path, const struct jail_plan *plan,
			 struct report *report);
