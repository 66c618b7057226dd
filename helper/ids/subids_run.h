/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs pam_nsjail_subids, which speaks to libsubid for us, and takes its one line.
 * It must never: run anything that is not root's alone, or wait without a deadline.
 */
#pragma once

#include <stddef.h>

struct report;
struct request;

/*
 * The line, without its newline, in answer (size bytes): numbers, or '!' and a reason. 0, or -errno
 * with the reason in report.
 */
int subids_run(const struct request *request, char *answer, size_t size, struct report *report);
