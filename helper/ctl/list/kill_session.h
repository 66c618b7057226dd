/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends one session of a jail that others are in, too: the process that opened it is asked to go,
 * which ends what it serves, and is killed if it does not.
 * It must never: signal a process by its number.
 */
#pragma once

#include <stdint.h>

struct kept_jail;

/* 0 once the keeper does not know the session any more; -ETIMEDOUT, or -errno. */
int kill_session(const struct kept_jail *jail, const char *id, int64_t deadline_ms);
