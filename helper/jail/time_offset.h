/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A time namespace whose boot-time clock begins with the jail. The monotonic clock stays the
 * host's, because timers of the caller's run on that. It must never: leave the helper itself, or
 * what it starts on the host, with another clock.
 */
#pragma once

struct jail_plan;
struct report;

/*
 * If the plan has a time namespace, makes one for the children that this process has from now on
 * (time_namespaces(7)). *ret_own_fd is the way back, for time_offset_end; NO_FD if there is nothing
 * to be undone. 0, or -errno with the reason in report.
 */
int time_offset_begin(int *ret_own_fd, const struct jail_plan *plan, struct report *report);

/* Later children have the host's clock again. Closes own_fd. 0, or -errno with the reason. */
int time_offset_end(int own_fd, struct report *report);
