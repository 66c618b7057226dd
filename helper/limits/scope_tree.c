/* SPDX-License-Identifier: BSD-3-Clause */
/* What is below a jail's scope; see scope_tree.h. */
#include "limits/scope_tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "limits/cgroup_directory.h"
#include "limits/cgroup_limits.h"
#include "shared/cleanup.h"
#include "system/report.h"

#define JAIL   "jail"
#define KEEPER "keeper"

static int child_make(int scope_fd, const char *name)
{
	return mkdirat(scope_fd, name, 0755) < 0 ? -errno : cgroup_open(scope_fd, name);
}

/* "0" is who writes. A cgroup with a process of its own gives its children no controllers. */
static int keeper_make(int scope_fd)
{
	_cleanup_close_ int directory_fd = child_make(scope_fd, KEEPER);
	_cleanup_close_ int procs_fd = NO_FD;

	if (directory_fd < 0)
		return directory_fd;
	procs_fd = openat(directory_fd, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (procs_fd < 0 || write(procs_fd, "0", 1) != 1)
		return -errno;
	return TAKE_FD(procs_fd);
}

/*
 * On the jail's own cgroup, not on the scope: the keeper is not to wait for its tenant's memory and
 * processor time, systemd writes the scope's files anew when it likes (daemon-reload), and who
 * reads limits where the jail's cgroup namespace begins (lxcfs) finds them. Weights are the
 * scope's: they say something beside other scopes alone.
 */
static int limits_set(int scope_fd, int jail_fd, const char *path, const struct jail_plan *plan,
		      struct report *report)
{
	char jail_path[512];
	int error = cgroup_limits_verify(scope_fd, path, plan, report);

	(void)snprintf(jail_path, sizeof(jail_path), "%s/" JAIL, path);
	if (error == 0)
		error = cgroup_controllers_give(scope_fd, path, plan, report);
	if (error == 0)
		error = cgroup_limits_write(jail_fd, jail_path, plan, CGROUP_AMOUNTS, report);
	return error;
}

int scope_tree_make(struct scope_tree *ret_tree, int scope_fd, const char *path,
		    const struct jail_plan *plan, struct report *report)
{
	_cleanup_close_ int jail_fd = child_make(scope_fd, JAIL);
	_cleanup_close_ int procs_fd = jail_fd < 0 ? jail_fd : keeper_make(scope_fd);
	int error;

	if (procs_fd < 0)
		return report_error(report, -procs_fd, "no cgroup can be made in '%s'", path);
	error = limits_set(scope_fd, jail_fd, path, plan, report);
	if (error == 0)
		*ret_tree = (struct scope_tree){ TAKE_FD(jail_fd), TAKE_FD(procs_fd) };
	return error;
}
