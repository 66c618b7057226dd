/* SPDX-License-Identifier: BSD-3-Clause */
/* The ordered list of what makes a jail; see jail_build.h. */
#include "jail_build.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "devices.h"
#include "host_etc.h"
#include "jail_plan.h"
#include "jail_sources.h"
#include "mounts.h"
#include "network.h"
#include "procfs.h"
#include "report.h"
#include "rootfs.h"
#include "shared/cleanup.h"
#include "stage.h"

struct build_step {
	const char *purpose;
	int (*run)(struct jail_build *build);
};

/*
 * Why this order: nothing may propagate to the host before the namespace is private; the stage must
 * be attached before anything can be cloned from it; /proc comes before its masks; the file systems
 * of the system come before the plan's list, which may mount on them; the seal and the last look at
 * who owns what come when nothing is added any more; the old root goes as soon as
 * nothing is taken from it any more; the network needs no file.
 */
static const struct build_step build_steps[] = {
	{ "make a private mount namespace", rootfs_namespace_make },
	{ "make the staging area", stage_make },
	{ "attach the rootfs", rootfs_attach },
	{ "mount /proc", procfs_mount },
	{ "mask /proc", procfs_mask },
	{ "mount /sys", procfs_sysfs_mount },
	{ "mount /dev", devices_mount },
	{ "mount the host's files on /etc", host_etc_mount },
	{ "mount what the plan lists", mounts_attach },
	{ "seal the rootfs", rootfs_seal },
	{ "pivot into the rootfs", rootfs_pivot },
	{ "set the hostname", network_hostname_set },
	{ "bring up the loopback interface", network_loopback_up },
};

/* A step that found no words of its own still has a purpose. */
static int step_run(const struct build_step *step, struct jail_build *build)
{
	size_t reported = build->report->error_count;
	int error = step->run(build);

	if (error < 0 && build->report->error_count == reported)
		return report_error(build->report, -error, "can not %s", step->purpose);
	return error;
}

int jail_build_run(const struct jail_plan *plan, const struct request *request,
		   const struct jail_sources *sources, struct report *report)
{
	struct jail_build build = { .plan = plan,
				    .request = request,
				    .sources = sources,
				    .report = report,
				    .stage_fd = NO_FD,
				    .root_fd = NO_FD };
	int error = 0;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(build_steps); i++)
		error = step_run(&build_steps[i], &build);
	cleanup_close(&build.stage_fd);
	cleanup_close(&build.root_fd);
	return error;
}
