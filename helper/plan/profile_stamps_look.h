/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the files of profiles are what they were: who joins a jail without the helper must not
 * get what they said before. It must never: call files the same of which one can not be looked at.
 */
#pragma once

#include <stdbool.h>

struct profile_stamps;

/*
 * True if every file is as it was, or still not there. The paths are followed only where root alone
 * can change them.
 */
bool profile_stamps_are_current(const struct profile_stamps *stamps);

/*
 * Looks at the files anew; the stamps are those of now if their sum is this one, which somebody has
 * made who has read them. True if the sum is theirs, now or before.
 */
bool profile_stamps_renew(struct profile_stamps *stamps, const char *digest);
