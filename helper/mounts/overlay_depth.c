/* SPDX-License-Identifier: BSD-3-Clause */
/* Why the kernel refuses one overlay more; see overlay_depth.h. */
#include "mounts/overlay_depth.h"

#include <errno.h>

#include "plan/jail_plan.h"
#include "shared/kernel_need.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/file_system.h"
#include "system/report.h"

/* FILESYSTEM_MAX_STACK_DEPTH is 2, and the kernel tells the reason to its own log alone. */
int overlay_depth_fault(struct jail_build *build, int error)
{
	char need[KERNEL_NEED_MAX];

	if (error != -EINVAL || build->plan->rootfs_kind != ROOTFS_PATH)
		return error;
	if (file_system_is_overlay(build->sources->rootfs_fd))
		(void)report_error(build->report, 0,
				   "rootfs '%s' is on an overlay: with the jail's own on top these "
				   "are more than the kernel stacks",
				   build->plan->rootfs);
	else if (build->sources->is_rootfs_mapped &&
		 kernel_need(need, KERNEL_MAPPED_LAYER)[0] != '\0')
		(void)report_error(build->report, 0, "rootfs '%s': an overlay over mapped ids%s",
				   build->plan->rootfs, need);
	return error;
}
