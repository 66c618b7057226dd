/* SPDX-License-Identifier: BSD-3-Clause */
/* The ordered list of what makes a jail; see build_run.h. */
#include "jail/build_run.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "host/host_etc.h"
#include "host/host_etc_update.h"
#include "host/host_live.h"
#include "jail/private_steps.h"
#include "mounts/devices.h"
#include "mounts/mounts.h"
#include "mounts/pam_cover.h"
#include "mounts/procfs.h"
#include "mounts/selinux_state.h"
#include "mounts/stage.h"
#include "network/network.h"
#include "plan/jail_plan.h"
#include "rootfs/rootfs.h"
#include "rootfs/rootfs_records.h"
#include "shared/cleanup.h"
#include "site/jail_sources.h"
#include "system/report.h"

struct build_step {
	const char *purpose;
	int (*run)(struct jail_build *build);
	unsigned int phases;
};

#define ROOT_SIDE   (BUILD_WHOLE | BUILD_OUTSIDE) /* where the host's root works */
#define TENANT_SIDE (BUILD_WHOLE | BUILD_INSIDE)  /* where the jail's namespaces are its own */
#define BOTH_SIDES  (BUILD_WHOLE | BUILD_OUTSIDE | BUILD_INSIDE)

/*
 * Why this order: what reads /proc/sys/net of the network needs the host's /proc; nothing may
 * propagate to the host before the namespace is private; the stage must be attached before anything
 * can be cloned from it; /proc comes before its masks, and the limits on namespaces between
 * the two, while there is a way to write it; the file systems of the system come before the plan's
 * list, which may mount on them; what is covered is covered as it stands then; the seal and the
 * last look at who owns what come when nothing is added any more; the old root goes as soon as
 * nothing is taken from it. Inside, the mount namespace is copied first: that locks all that was
 * made outside.
 */
static const struct build_step build_steps[] = {
	{ "join the network namespace", network_join, BUILD_WHOLE },
	{ "make a private mount namespace", rootfs_namespace_make, BUILD_WHOLE },
	{ "open the ports of the jail's network", network_ports_open, ROOT_SIDE },
	{ "make the staging area", stage_make, ROOT_SIDE },
	{ "attach the rootfs", rootfs_attach, ROOT_SIDE },
	{ "mount /proc", procfs_mount, ROOT_SIDE },
	{ "limit the namespaces", private_limit_ask, BUILD_OUTSIDE },
	{ "mask /proc", procfs_mask, ROOT_SIDE },
	{ "mount /sys", procfs_sysfs_mount, ROOT_SIDE },
	{ "show whether SELinux enforces", selinux_state_mount, ROOT_SIDE },
	{ "mount /dev", devices_mount, ROOT_SIDE },
	{ "mount the host's files on /etc", host_etc_mount, ROOT_SIDE },
	{ "mount what the plan lists", mounts_attach, ROOT_SIDE },
	{ "mount the files that follow the host", host_live_mount, ROOT_SIDE },
	{ "cover the configuration of PAM", pam_cover_mount, BUILD_WHOLE },
	{ "cover records of logins", rootfs_records_cover, BUILD_OUTSIDE },
	{ "seal the rootfs", rootfs_seal, ROOT_SIDE },
	{ "pivot into the rootfs", rootfs_pivot, ROOT_SIDE },
	{ "copy the mount namespace", private_namespace_copy, BUILD_INSIDE },
	{ "mount /dev/pts", devices_file_systems_mount, TENANT_SIDE },
	{ "write the host's files to /etc", host_etc_update, BUILD_INSIDE },
	{ "set the hostname", network_hostname_set, TENANT_SIDE },
	{ "bring up the loopback interface", network_loopback_up, BOTH_SIDES },
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

int build_run(struct jail_build *build, enum build_phase phase)
{
	int error = 0;

	build->phase = phase;
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(build_steps); i++)
		if ((build_steps[i].phases & phase) != 0)
			error = step_run(&build_steps[i], build);
	cleanup_close(&build->stage_fd);
	cleanup_close(&build->furniture_fd);
	cleanup_close(&build->root_fd);
	build->stage_fd = build->furniture_fd = build->root_fd = NO_FD;
	return error;
}
