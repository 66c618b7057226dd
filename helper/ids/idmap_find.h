/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which ids a user's jail has. It must never: give one user what is another's.
 */
#pragma once

struct idmap;
struct report;
struct request;

/*
 * Finds the ranges of the user (subuid(5)): in the files, or where nsswitch.conf(5) names another
 * source through pam_nsjail_subids, which has 3 seconds. 0, or -errno with the reason, and the way
 * to mend it, in report.
 */
int idmap_find(struct idmap *ret_map, const struct request *request, struct report *report);
