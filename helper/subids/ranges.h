/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A user's ranges from wherever nsswitch.conf(5) says: one file asks libsubid, the other is for a
 * build without it.
 * It must never: take the files for the answer where another source is named.
 */
#pragma once

#include <stddef.h>

/* An answer as subid_ranges_choose has it. 0, or -errno with the line about it. */
int ranges_answer(const char *user, const char *uid, char *answer, size_t size);
