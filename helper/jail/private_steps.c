/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "jail/private_steps.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "jail/private_turn.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "site/jail_build.h"
#include "system/mount_tree.h"

/* A jail without /proc gets its limit, too: through one that is never attached. */
static int proc_open(struct jail_build *build)
{
	int fd;

	if (!build->plan->has_proc)
		return mount_tree_make_for(build->init_pidfd, "proc", NULL,
					   MOUNT_ATTRIBUTES_PLAIN | MOUNT_ATTR_NOEXEC,
					   build->report);
	fd = openat(build->root_fd, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int private_limit_ask(struct jail_build *build)
{
	_cleanup_close_ int proc_fd = NO_FD;
	int unused_fd;
	int error;

	proc_fd = proc_open(build);
	if (proc_fd < 0)
		return proc_fd;
	error = private_turn_pass(build->turn_fd, TURN_LIMIT, proc_fd);
	if (error < 0)
		return error;
	error = private_turn_wait(build->turn_fd, INIT_TURN_MS, &unused_fd);
	return error == TURN_DONE ? 0 : error < 0 ? error : -EPROTO;
}

int private_namespace_copy(struct jail_build *build)
{
	(void)build;
	return unshare(CLONE_NEWNS) < 0 ? -errno : 0;
}
