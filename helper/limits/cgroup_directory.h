/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One directory of the cgroup2 hierarchy, held open: what can be read, written and waited for in
 * it. Errors are bare; who calls knows the name.
 * It must never: take a directory of another file system for one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Opens path below directory_fd (AT_FDCWD: anywhere) as a directory of cgroup2, for reading. The
 * descriptor is the caller's. -errno, -ENODEV if it is of another file system.
 */
int cgroup_open(int directory_fd, const char *path);

/* The root of the hierarchy as it is mounted, above an open directory of it; the caller's. */
int cgroup_open_root(int directory_fd);

/* Writes a file of the directory in one piece. 0 or -errno. */
int cgroup_write(int directory_fd, const char *name, const char *text);

/* Reads a file of the directory, NUL-terminated; what does not fit is cut. 0 or -errno. */
int cgroup_read(int directory_fd, const char *name, char *text, size_t size);

/*
 * The cgroup that a process is in: its cgroup.procs, opened for writing, so that the right to go
 * back there outlasts our capabilities. The process must be alive or our unreaped child. -errno.
 */
int cgroup_open_home(int root_fd, pid_t pid);

/*
 * Makes directory name below parent_fd, locked (flock(2)) so that cgroup_sweep knows that it has an
 * owner. The descriptor is the caller's. -errno; nothing is left then.
 */
int cgroup_make(int parent_fd, const char *name);

/* Waits until no process is in it. 0, -ETIMEDOUT after deadline_ms (CLOCK_BOOTTIME) or -errno. */
int cgroup_wait_empty(int directory_fd, int64_t deadline_ms);

/* Removes the directories below parent_fd that begin with prefix and have lost their owner. */
void cgroup_sweep(int parent_fd, const char *prefix);
