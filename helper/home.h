/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The account's home at its own path: a bind of the host's, or a fresh tmpfs.
 * It must never: make a directory in the rootfs. Where the rootfs has no mount point, a read-only
 * tmpfs over the nearest directory that exists holds one (so no other home shows there either).
 */
#pragma once

struct jail_build;

/* Mounts the home as the plan says. 0, or -errno with the reason in report. */
int home_mount(struct jail_build *build);
