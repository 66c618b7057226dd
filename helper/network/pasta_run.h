/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs pasta(1), which carries the jail's connections out as if they were the user's own. It runs
 * under the user's id, in a pid namespace whose first process ends with the keeper, and pasta with
 * it. It must never: reach the host's loopback for the tenant, or outlive the jail.
 */
#pragma once

struct report;
struct request;

/*
 * Starts it for an open network namespace and waits until the jail's eth0 is there. The process,
 * a child, ends when *ret_end_fd is closed or this process dies. 0, or -errno with the reason,
 * which may be pasta's own, in report.
 */
int pasta_start(const struct request *request, int namespace_fd, int *ret_pid, int *ret_end_fd,
		struct report *report);
