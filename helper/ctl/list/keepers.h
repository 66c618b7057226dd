/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks the keepers of all live jails at once, each over its socket, and waits for none of them
 * longer than a moment: a jail that hangs is shown as such.
 * It must never: believe a socket that is not root's.
 */
#pragma once

#include "ctl/list/kept_jail.h"

#define KEEPERS_DIRECTORY  STATE_DIR "/jails"
#define KEEPERS_TIMEOUT_MS 100 /* for a look at all of them, none of which answers */
#define KEEPERS_MORE_MS	   400 /* and so much more while some do */

struct kept_jails {
	size_t count;
	struct kept_jail *list; /* by uid, then by name */
};

/*
 * Asks all whose sockets are in directory (KEEPERS_DIRECTORY), and waits until none has answered
 * for timeout_ms, but not KEEPERS_MORE_MS longer than that. No jail at all is no error. 0 or
 * -errno: -EPERM if anybody but root could change the directory. The jails are the caller's to
 * clear.
 */
int keepers_ask(struct kept_jails *ret_jails, const char *directory, int timeout_ms);

void keepers_clear(struct kept_jails *jails);

#define _cleanup_keepers_ __attribute__((cleanup(keepers_clear)))
