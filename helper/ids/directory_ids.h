/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a directory has somebody whose ids lie in a jail's range. pam_nsjail_subids asks, which
 * takes a second at most; what it has found out is kept for a while, so that a login in a thousand
 * asks.
 * It must never: refuse because a directory is down, or keep that somebody was found.
 */
#pragma once

#include <stdbool.h>

struct idmap;
struct report;

#define NSSWITCH_PATH "/etc/nsswitch.conf"

/* What counts as one: every service but the files, or every one but what is this machine's. */
enum directory_kind { DIRECTORY_ANY, DIRECTORY_OF_OTHERS };

/* True if nsswitch.conf(5) names such a service for accounts or groups, or can not be read. */
bool directory_ids_has_service(enum directory_kind kind);

/*
 * Asks, unless accounts and groups are in the host's files alone (nsswitch.conf(5)), or it was
 * asked a short time ago: an answer is kept below state_fd (NO_FD: nowhere) for a day, the lack of
 * one for ten minutes. 0, with a warning in the log if there was no answer; or -EEXIST, or -errno
 * for a program that can not be run, with the reason in report.
 */
int directory_ids_check(const struct idmap *map, int state_fd, struct report *report);
