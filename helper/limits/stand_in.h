/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who stays in a caller's cgroup while the caller is in the jail's: a process that does nothing,
 * and is killed when systemd kills what is in there. How that is told from a service whose sessions
 * are to survive it (KillMode=) is systemd's affair then. It must never: outlive its maker, or be
 * anybody's way to something.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/*
 * Starts one, a child of this process, in the cgroup whose cgroup.procs is open for writing as
 * procs_fd. Its pid, or -errno.
 */
pid_t stand_in_start(int procs_fd);

/*
 * Whether a signal of somebody else's has ended it; not so if it could not begin. When it is gone
 * it is reaped, and *pid is 0.
 */
bool stand_in_is_over(pid_t *pid);

/* Ends it, if there is one; *pid is 0 then. */
void stand_in_end(pid_t *pid);
