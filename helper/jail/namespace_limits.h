/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many namespaces the ids of a jail may make (namespaces(7), /proc/sys/user): each costs memory
 * of the kernel's, and a copy of a large mount namespace keeps everybody's mounts waiting.
 * It must never: be asked for after the tenant's code has begun to run.
 */
#pragma once

struct jail_plan;

/*
 * Writes the limits of the calling process's user namespace, which is the tenant's; proc_fd is a
 * procfs that can be written to. He could raise them again, but his /proc/sys is read-only and
 * locked. 0 or -errno.
 */
int namespace_limits_write(int proc_fd, const struct jail_plan *plan);
