/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Has pam_nsjail_scope ask systemd for a scope. It must never: be asked where systemd does not run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct jail_plan;
struct report;
struct request;

/* Whether systemd is this machine's init (sd_booted(3)). */
bool scope_has_systemd(void);

/*
 * A scope called name in the user's slice, with the plan's weights, and this process in it. Its
 * cgroup, below the root of the hierarchy and beginning with '/', in cgroup (size bytes). 0, or
 * -errno with the reason in report.
 */
int scope_run(const char *name, const struct jail_plan *plan, const struct request *request,
	      char *cgroup, size_t size, struct report *report);
