/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the account's shell is there: the first thing to be executed, so a clear refusal is
 * better than a session that ends. It must never: take its word for more than that.
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Looks for the shell in the rootfs and in what is bound over it, both of which are open already.
 * 0, or -errno with the reason in report.
 */
int shell_check(const struct jail_sources *sources, const struct jail_plan *plan,
		const struct request *request, struct report *report);
