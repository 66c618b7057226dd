/* SPDX-License-Identifier: BSD-3-Clause */
/* Why the kernel refuses one overlay more. It must never: decide anything. */
#pragma once

struct jail_build;

/*
 * Says beside what is in report already, where the kernel does not, why an overlay of the jail's
 * can not be made (-EINVAL): the rootfs is on one, or the kernel is too old for one over mapped
 * ids. Returns error.
 */
int overlay_depth_fault(struct jail_build *build, int error);
