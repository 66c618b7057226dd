/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files with subordinate ids, by what the kernel says of them: whether a range can have passed
 * to somebody else since it was looked up.
 * It must never: call the files the same where another service than them is asked.
 */
#pragma once

#include <stdbool.h>

#include "shared/plan_sources.h"

struct subid_stamp {
	bool is_known;
	struct file_stamp uids, gids;
};

/* To be taken before the ranges are looked up. */
struct subid_stamp subid_stamp_take(void);

/* True if both files are known to be what they were. */
bool subid_stamp_is_current(const struct subid_stamp *stamp);
