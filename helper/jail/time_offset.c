/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's boot-time clock; see time_offset.h. */
#include "jail/time_offset.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <time.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/report.h"

/* Possible until the first process is in the new namespace, and never again. */
static int offset_write(void)
{
	_cleanup_close_ int fd = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
	struct timespec now;

	if (fd < 0 || clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		return -errno;
	return dprintf(fd, "boottime %lld 0\n", -(long long)now.tv_sec) < 0 ? -errno : 0;
}

int time_offset_begin(int *ret_own_fd, const struct jail_plan *plan, struct report *report)
{
	_cleanup_close_ int own_fd = NO_FD;
	int error;

	*ret_own_fd = NO_FD;
	if ((plan->namespaces & CLONE_NEWTIME) == 0)
		return 0;
	own_fd = open("/proc/self/ns/time", O_RDONLY | O_CLOEXEC);
	if (own_fd < 0 || unshare(CLONE_NEWTIME) < 0)
		return report_error(report, errno, "can not make a time namespace");
	error = offset_write();
	if (error < 0)
		return report_error(report, -error, "can not set the jail's boot time");
	*ret_own_fd = TAKE_FD(own_fd);
	return 0;
}

int time_offset_end(int own_fd, struct report *report)
{
	_cleanup_close_ int fd = own_fd;

	if (fd >= 0 && setns(fd, CLONE_NEWTIME) < 0)
		return report_error(report, errno, "can not return to the host's clock");
	return 0;
}
