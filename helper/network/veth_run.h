/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs pam_nsjail_veth, which speaks netlink for us: a pair of interfaces between the jail's
 * network namespace and a bridge of the host. It must never: leave one behind when it fails.
 */
#pragma once

#include <stddef.h>

struct jail_plan;
struct report;
struct request;

/*
 * Gives the jail, whose network namespace is open as namespace_fd, its eth0. The answer, which is
 * logged, names the host's end and the addresses; these are in addresses (size bytes), with a blank
 * between them. 0, or -errno with the reason in report.
 */
int veth_run(const struct jail_plan *plan, const struct request *request, int namespace_fd,
	     char *addresses, size_t size, struct report *report);
