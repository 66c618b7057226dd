/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The floor: the same namespaces, mounts and pivot as a new jail has, by raw system calls in one
 * process without exec, and one posix_spawn of an empty static program. Nothing is read, checked or
 * asked; whoever makes a jail can not be faster than this by much.
 */
#pragma once

#include <stdbool.h>

/* Makes one, and waits until it stands and the empty program has ended. 0, or -1 with errno. */
int floor_run(const char *rootfs, const char *home, bool has_network, const char *empty_program);
