/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the plan's list mounts into the jail: tmpfs, binds, the home, masks; parents before children
 * because the list is sorted. It must never: open a source, that was done before the first
 * privileged step.
 */
#pragma once

struct jail_build;

/* Mounts the whole list. 0, or -errno with the target in report. */
int mounts_attach(struct jail_build *build);
