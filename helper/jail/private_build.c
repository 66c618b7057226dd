/* SPDX-License-Identifier: BSD-3-Clause */
/* The two halves of a jail with a user namespace; see private_build.h. */
#include "jail/private_build.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "ids/idmap.h"
#include "jail/build_run.h"
#include "jail/namespace_limits.h"
#include "jail/private_turn.h"
#include "network/network.h"
#include "plan/jail_plan.h"
#include "rootfs/rootfs.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "site/jail_sources.h"
#include "system/mount_tree.h"
#include "system/report.h"

/*
 * CLONE_PARENT: init is to be the keeper's child, to be reaped by it and to die with it. It is
 * cloned here because it must share this mount namespace, which a setns(2) of its own could not
 * enter any more.
 */
static int init_clone(uint32_t namespaces, int *ret_pidfd)
{
	struct clone_args arguments = {
		.flags = (namespaces & ~(uint32_t)(CLONE_NEWNS | CLONE_NEWTIME)) | CLONE_PIDFD |
			 CLONE_PARENT,
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
	};

	return (int)syscall(SYS_clone3, &arguments, sizeof(arguments));
}

/* Effective ids change without a loss of capabilities while this is set (capabilities(7)). */
static int fixup_skip(bool is_skipped)
{
	int securebits = prctl(PR_GET_SECUREBITS);

	if (securebits < 0)
		return -errno;
	securebits = is_skipped ? securebits | SECBIT_NO_SETUID_FIXUP
				: securebits & ~SECBIT_NO_SETUID_FIXUP;
	return prctl(PR_SET_SECUREBITS, (unsigned long)securebits) < 0 ? -errno : 0;
}

/* An undumpable process's maps could be written by the machine's root alone, not a container's. */
static int effective_id_set(uid_t uid)
{
	if (setresuid((uid_t)-1, uid, (uid_t)-1) < 0 || prctl(PR_SET_DUMPABLE, 1) < 0)
		return -errno;
	return 0;
}

/* The death signal goes with a change of ids (prctl(2)); a keeper that died meanwhile sends none.
 */
static int own_id_take_back(int death_signal, pid_t keeper_pid)
{
	int error = effective_id_set(0);

	if (error == 0)
		error = fixup_skip(false);
	if (error == 0 && prctl(PR_SET_PDEATHSIG, death_signal) < 0)
		error = -errno;
	return error == 0 && getppid() != keeper_pid ? -ESRCH : error;
}

/*
 * What is taken in a user namespace (inotify(7), namespaces) counts for its owner outside, too:
 * with root as the owner of all, one tenant would take it from the host and from all the others.
 * So the owner is the range's first id, which no process has outside.
 */
static int init_clone_as(uid_t owner, uint32_t namespaces, int *ret_pidfd)
{
	pid_t keeper_pid = getppid();
	int death_signal = 0;
	int pid, clone_error, error;

	error = prctl(PR_GET_PDEATHSIG, &death_signal) < 0 ? -errno : fixup_skip(true);
	if (error < 0)
		return error;
	error = effective_id_set(owner);
	if (error < 0)
		return error;
	pid = init_clone(namespaces, ret_pidfd);
	if (pid == 0)
		return 0;
	clone_error = pid < 0 ? -errno : 0;
	error = own_id_take_back(death_signal, keeper_pid);
	if (error < 0 && pid > 0)
		(void)pidfd_send_signal(*ret_pidfd, SIGKILL, NULL, 0);
	return clone_error < 0 ? clone_error : error < 0 ? error : pid;
}

/* ENOSPC is not about a disk here (clone(2)). */
static int clone_report(struct report *report, int error)
{
	return error == ENOSPC ? report_error(report, 0,
					      "can not make namespaces: there are as many as a "
					      "limit in '/proc/sys/user' allows")
			       : report_error(report, error, "can not make namespaces");
}

static int network_report(const struct jail_build *build, int error)
{
	return build->plan->network == NETWORK_NETNS
		       ? report_error(build->report, error, "can not join the network namespace")
		       : clone_report(build->report, error);
}

static int ids_map(struct jail_build *build, int init_pid)
{
	const struct idmap *idmap = &build->sources->idmap;
	_cleanup_close_ int proc_fd = NO_FD;
	char path[32];
	int error;

	(void)snprintf(path, sizeof(path), "/proc/%d", init_pid);
	proc_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc_fd < 0)
		return -errno;
	error = idmap_write(idmap, proc_fd);
	if (error < 0)
		return report_error(build->report, -error, "can not write the id maps");
	build->map_fd = openat(proc_fd, "ns/user", O_RDONLY | O_CLOEXEC);
	if (build->map_fd < 0)
		return -errno;
	build->own_map_fd = idmap_own_namespace(idmap);
	return build->own_map_fd < 0 ? build->own_map_fd : 0;
}

static int outside_run(struct jail_build *build, int init_pid)
{
	int error = ids_map(build, init_pid);

	if (error < 0 && build->report->error_count == 0)
		return report_error(build->report, -error, "can not map the user's ids");
	if (error == 0)
		error = build_run(build, BUILD_OUTSIDE);
	return error == 0 ? private_turn_pass(build->turn_fd, TURN_GO, NO_FD) : error;
}

int private_build_outside(struct jail_build *build, int (*inside_main)(void *), void *argument,
			  int *ret_init_pid, int *ret_init_pidfd)
{
	int ends[2];
	int error = rootfs_namespace_make(build);

	if (error < 0)
		return report_error(build->report, -error, "can not make a mount namespace");
	/* init has no rights over a namespace of the host's: it inherits it. */
	error = network_join(build);
	if (error < 0)
		return network_report(build, -error);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return report_error(build->report, errno, "can not prepare for init");
	*ret_init_pid = init_clone_as(idmap_uid(&build->sources->idmap, 0),
				      network_new_namespaces(build->plan), ret_init_pidfd);
	if (*ret_init_pid == 0) {
		(void)close(ends[0]);
		build->turn_fd = ends[1];
		_exit(inside_main(argument));
	}
	if (*ret_init_pid < 0)
		return clone_report(build->report, -*ret_init_pid);
	(void)close(ends[1]);
	build->turn_fd = ends[0];
	build->init_pidfd = *ret_init_pidfd;
	return outside_run(build, *ret_init_pid);
}

/* Does what the builder asks for, until it is done. */
static int turns_take(struct jail_build *build)
{
	for (;;) {
		_cleanup_close_ int fd = NO_FD;
		int turn = private_turn_wait(build->turn_fd, BUILDER_TURN_MS, &fd);
		int error;

		if (turn == TURN_GO)
			return 0;
		if (turn != TURN_LIMIT)
			return turn < 0 ? turn : -EPROTO;
		error = namespace_limits_write(fd, build->plan);
		if (error < 0)
			return report_error(build->report, -error,
					    "can not limit the jail's namespaces");
		error = private_turn_pass(build->turn_fd, TURN_DONE, NO_FD);
		if (error < 0)
			return error;
	}
}

/* Groups while there is still the right to: the caller's own would be unmapped, but there. */
static int ids_take(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return -errno;
	return 0;
}

int private_build_inside(struct jail_build *build)
{
	int error = turns_take(build);

	if (error == 0)
		error = ids_take();
	if (error < 0)
		return build->report->error_count > 0
			       ? error
			       : report_error(build->report, -error, "init can not start");
	return build_run(build, BUILD_INSIDE);
}
