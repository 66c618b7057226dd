/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of one jail, seen from outside: the helper's process goes on as the keeper when the
 * verdict is out. It waits for the caller's word, the caller's death or init's death, whichever is
 * first, then ends init (the kernel ends everybody else in there) and removes the entry.
 * It must never: trust a pid number, or take the end of a socket for the end of a session.
 */
#pragma once

#include "cgroup.h"
#include "hook.h"
#include "init.h"
#include "jail_entry.h"
#include "uplink.h"

struct keeper {
	int socket_fd; /* to the module */
	int caller_pidfd;
	struct jail_init init;
	struct jail_entry entry;
	struct hook_destroyer destroyer;
	struct cgroup cgroup;
	struct uplink uplink;
	int changes_lock_fd; /* of an overlay's directory; NO_FD: none */
};

/*
 * Gives up all privileges, then keeps the jail until it is over and everything is removed. 0, or
 * -errno if the privileges could not be given up (the jail is ended then, too).
 */
int keeper_run(struct keeper *keeper);
