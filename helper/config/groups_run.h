/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs pam_nsjail_groups, which asks the name service for us, and takes its one line.
 * It must never: run anything that is not root's alone, or wait without a deadline.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct report;

#define GROUP_UNKNOWN ((gid_t)-1) /* no group has this number: it means "leave as it is" */

/*
 * The numbers of count groups; GROUP_UNKNOWN for those that the name service does not have. 0, or
 * -errno with the reason in report: one of them could not be looked up.
 */
int groups_run(const char *const *names, size_t count, gid_t *ret_gids, struct report *report);
