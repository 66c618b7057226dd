/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the plan's list mounts into the jail: tmpfs, binds, the home, masks; parents before children
 * because the list is sorted. It must never: open a source, that was done before the first
 * privileged step.
 */
#pragma once

#include <stdbool.h>

struct jail_build;

/*
 * True if the jail can make the path while it lives, and nothing of the host's would change by
 * that: in a tmpfs of the list, or a root with changes of its own.
 */
bool mounts_take_new(const struct jail_build *build, const char *path);

/* Mounts the whole list. 0, or -errno with the target in report. */
int mounts_attach(struct jail_build *build);
