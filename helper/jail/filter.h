/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The filter of system calls (seccomp(2)) that a session gets: made with libseccomp when the helper
 * was built (filter_make), handed to the module, installed there last. It refuses what no login
 * needs and what has carried exploits, on every ABI of the machine. It must never: be all that
 * stands between a tenant and the host; namespaces, capabilities and mounts hold without it.
 */
#pragma once

struct jail_plan;
struct verdict;

/* Puts the filter that the plan asks for into the verdict; none for `seccomp = off`. */
void filter_choose(struct verdict *verdict, const struct jail_plan *plan);
