/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's own /proc and /sys; see procfs.h. */
#include "mounts/procfs.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>

#include "mounts/mount_point.h"
#include "mounts/stage.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "system/mount_tree.h"
#include "system/report.h"

#define KERNEL_ATTRIBUTES (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* Writable for uid 0 even without a capability; read by ordinary programs. */
const char *const procfs_readonly_paths[] = {
	"proc/sys",  "proc/sysrq-trigger", "proc/irq",	  "proc/bus",	   "proc/fs",
	"proc/mtrr", "proc/dynamic_debug", "proc/driver", "proc/pressure", NULL,
};

/* Of no use to a tenant, or telling him about the host and his neighbours. */
const char *const procfs_masked_paths[] = {
	"proc/kcore",
	"proc/keys",
	"proc/locks",
	"proc/key-users",
	"proc/timer_list",
	"proc/sched_debug",
	"proc/kmsg",
	"proc/kallsyms",
	"proc/kpagecount",
	"proc/kpageflags",
	"proc/kpagecgroup",
	"proc/latency_stats",
	"proc/acpi",
	"proc/scsi",
	"proc/asound",
	"proc/interrupts",
	"proc/softirqs",
	"proc/vmallocinfo",
	"proc/slabinfo",
	"proc/iomem",
	"proc/ioports",
	"proc/sys/fs/binfmt_misc",
	NULL,
};

#define PROC	"proc/"
#define SYS	"sys/"
#define CGROUPS "sys/fs/cgroup"

static const char *const masked_sysfs_paths[] = {
	"sys/firmware",
	"sys/kernel/debug",
	"sys/kernel/tracing",
	"sys/kernel/security",
	"sys/fs/bpf",
	"sys/fs/pstore",
	NULL,
};

static int fresh_mount(struct jail_build *build, const char *type,
		       const struct mount_option *options, uint64_t attributes, const char *path)
{
	_cleanup_close_ int fd =
		mount_tree_make_for(build->init_pidfd, type, options, attributes, build->report);

	if (fd < 0)
		return fd;
	return mount_point_attach(build, path, fd);
}

int procfs_mount(struct jail_build *build)
{
	static const struct mount_option options[] = { { "source", "proc" },
						       { "hidepid", "invisible" },
						       { NULL, NULL } };

	if (!build->plan->has_proc)
		return 0;
	return fresh_mount(build, "proc", options, KERNEL_ATTRIBUTES, "/proc");
}

/* A path is bound onto itself, read-only. What this kernel does not have is no fault. */
static int readonly_make(int top_fd, const char *path)
{
	_cleanup_close_ int target_fd = mount_target_open(top_fd, path);
	_cleanup_close_ int tree_fd = NO_FD;

	if (target_fd < 0)
		return target_fd == -ENOENT ? 0 : target_fd;
	tree_fd = mount_tree_clone(target_fd, KERNEL_ATTRIBUTES | MOUNT_ATTR_RDONLY, true);
	return tree_fd < 0 ? tree_fd : mount_tree_attach(tree_fd, target_fd);
}

/* The names below TOP, where TOP_FD is: to begin at the root each time costs twice as much. */
static int mask_all(struct jail_build *build, const char *top, int top_fd, const char *const *paths)
{
	for (; *paths != NULL; paths++) {
		int error = stage_mask(build, top_fd, *paths + strlen(top));

		if (error < 0)
			return report_error(build->report, -error, "can not mask '/%s'", *paths);
	}
	return 0;
}

int procfs_mask(struct jail_build *build)
{
	_cleanup_close_ int top_fd = NO_FD;

	if (!build->plan->has_proc)
		return 0;
	top_fd = mount_target_open(build->root_fd, "proc");
	if (top_fd < 0)
		return report_error(build->report, -top_fd, "the jail's '/proc'");
	for (const char *const *path = procfs_readonly_paths; *path != NULL; path++) {
		int error = readonly_make(top_fd, *path + strlen(PROC));

		if (error < 0)
			return report_error(build->report, -error, "can not make '/%s' read-only",
					    *path);
	}
	return mask_all(build, PROC, top_fd, procfs_masked_paths);
}

int procfs_sysfs_mount(struct jail_build *build)
{
	static const struct mount_option sysfs_options[] = { { "source", "sysfs" },
							     { NULL, NULL } };
	_cleanup_close_ int top_fd = NO_FD;
	int error;

	if (!build->plan->has_sysfs)
		return 0;
	error = fresh_mount(build, "sysfs", sysfs_options, KERNEL_ATTRIBUTES | MOUNT_ATTR_RDONLY,
			    "/sys");
	if (error < 0)
		return error;
	/* A runtime of containers ends at a directory that it can not look into; an empty one tells
	 * it that there are no controllers. */
	error = stage_empty(build, build->root_fd, CGROUPS);
	if (error < 0)
		return report_error(build->report, -error, "can not mask '/%s'", CGROUPS);
	top_fd = mount_target_open(build->root_fd, "sys");
	return top_fd < 0 ? report_error(build->report, -top_fd, "the jail's '/sys'")
			  : mask_all(build, SYS, top_fd, masked_sysfs_paths);
}
