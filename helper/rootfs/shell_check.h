/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the account's shell is there, and whether the user gets to it: the first thing to be
 * executed, so a clear refusal is better than a session that ends without a word in the log.
 * It must never: leave the rootfs and what is bound over it, take its word for more than that, or
 * take for shut what a list of rights may open (acl(5)).
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Looks for the shell in the rootfs and in what is bound over it, both of which are open already,
 * as the changes of an overlay are: what a tenant's own has of rights is his affair. 0, or -errno
 * with the reason in report, which has to be empty before.
 */
int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		const struct request *request, struct report *report);
