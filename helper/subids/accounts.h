/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accounts and groups of the name service whose ids lie in a jail's range: the tenant's root would
 * be them on the host. A directory that can not list what it has is asked for the ids that are
 * likely.
 * It must never: ask for so long that nothing of what was found is said.
 */
#pragma once

#include <stddef.h>

struct id_range;

/*
 * Writes "-" if nobody was found, "~" if there was no time for all or not every answer was one, or
 * a line that begins with "!" and says who was found. 0, or -errno with a line about it. Stops
 * asking when ask_ms are over, but for a call that hangs.
 */
int accounts_find(const struct id_range *uids, const struct id_range *gids, int ask_ms,
		  char *answer, size_t size);
