/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the user gets to his shell: directories on the way that he may not search, and a shell
 * that he may not execute, would end a session that was let in, without a word in the log.
 * It must never: leave the rootfs, or take for shut what a list of rights may open (acl(5)).
 */
#pragma once

struct jail_plan;
struct jail_sources;
struct report;
struct request;

/*
 * Goes from the rootfs's root to the shell as the kernel would, links included. What a tenant's
 * overlay has of its own is his affair. 0, also if the shell is not there, or -EACCES with path and
 * mode in report.
 */
int shell_path_check(const struct jail_sources *sources, const struct jail_plan *plan,
		     const struct request *request, struct report *report);
