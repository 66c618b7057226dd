/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "jail/sources_open.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <syslog.h>

#include "host/accounts.h"
#include "host/host_etc_files.h"
#include "host/host_live.h"
#include "host/resolver.h"
#include "ids/directory_ids.h"
#include "ids/idmap_find.h"
#include "ids/idmap_groups.h"
#include "jail/changes.h"
#include "jail/mount_sources.h"
#include "mounts/selinux_state.h"
#include "network/network.h"
#include "plan/jail_plan.h"
#include "rootfs/generated_root.h"
#include "rootfs/rootfs_source.h"
#include "rootfs/shell_check.h"
#include "rootfs/zone_file.h"
#include "shared/cleanup.h"
#include "site/jail_sources.h"
#include "system/log_socket.h"
#include "system/mount_tree.h"
#include "system/report.h"

/*
 * The host's terminal is reachable as /dev/console, or ttyname(3) finds nothing in the jail's own
 * devpts. A terminal of another mount namespace can not be cloned (EINVAL); the login then does
 * without, as it would in any container.
 */
static void console_open(struct jail_sources *sources, int terminal_fd, struct report *report)
{
	uint64_t attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;

	if (terminal_fd < 0)
		return;
	sources->console_fd = mount_tree_clone(terminal_fd, attributes, false);
	if (sources->console_fd < 0)
		report_log(report, LOG_DEBUG, "the terminal can not be shown as /dev/console: %s",
			   strerror(-sources->console_fd));
}

/*
 * Where the lines of the jail will go. /dev/log is often a link, but /dev and where it leads are
 * the host's own; it may not be there yet.
 */
static int log_socket_open(struct jail_sources *sources, struct report *report)
{
	struct stat status;

	if (stat("/dev/log", &status) == 0) {
		if (!S_ISSOCK(status.st_mode) || status.st_uid != 0)
			return report_error(report, EPERM, "'/dev/log' is not a socket of root's");
	} else if (errno != ENOENT) {
		return report_error(report, errno, "log socket '/dev/log'");
	}
	sources->log_fd = log_socket_make();
	if (sources->log_fd < 0)
		return report_error(report, -sources->log_fd, "no socket for /dev/log");
	return 0;
}

/* The file as the host has it, and its name: programs ask for the one or the other. */
static int localtime_read(struct jail_sources *sources, const struct jail_plan *plan,
			  const struct request *request, struct report *report)
{
	int error = host_file_read(&sources->localtime, "/etc/localtime", report);

	if (error < 0 || sources->localtime.data == NULL)
		return error;
	time_zone_find(&sources->zone);
	sources->zone.is_link &= zone_file_is_there(sources, plan, request);
	return 0;
}

static int host_files_read(struct jail_sources *sources, const struct jail_plan *plan,
			   const struct request *request, struct report *report)
{
	int error = 0;

	if (plan->has_resolv_conf)
		error = resolver_read(&sources->resolv_conf, plan, report);
	if (error == 0 && plan->has_localtime)
		error = localtime_read(sources, plan, request, report);
	if (error == 0 && plan->has_syslog)
		error = log_socket_open(sources, report);
	return error;
}

/* What the tenant's own passwd and group are to follow: not where the rootfs itself is his. */
static int base_accounts_read(struct jail_sources *sources, const struct jail_plan *plan,
			      struct report *report)
{
	_cleanup_close_ int etc_fd = NO_FD;
	int error = 0;

	if (!host_etc_files_are_updated_inside(plan) || plan->rootfs_mode == ROOTFS_WRITABLE)
		return 0;
	if (plan->rootfs_kind == ROOTFS_PATH)
		etc_fd = mount_target_open(sources->rootfs_fd, "etc");
	for (enum accounts_which which = 0; error == 0 && which < ACCOUNTS_COUNT; which++) {
		if (plan->rootfs_kind == ROOTFS_PATH)
			error = accounts_text_read(etc_fd, which, &sources->base_accounts[which],
						   report);
		else
			error = generated_root_accounts(&sources->base_accounts[which], which);
	}
	return error;
}

/* What the jail is called by is what it has: the second look may not find another range. */
static int ids_find(struct idmap *idmap, const struct jail_plan *plan,
		    const struct request *request, struct report *report)
{
	int error = plan->has_user_namespace ? idmap_find(idmap, request, report) : 0;

	if (error == 0 && plan->subuid != 0 &&
	    (idmap->uid_base != plan->subuid || idmap->gid_base != plan->subgid))
		return report_error(report, EAGAIN, "subordinate ids of '%s'", request->user);
	if (error == 0 && idmap->groups_left > 0)
		report_log(
			report, LOG_WARNING,
			"user '%s': %zu of his groups, from %u on, are more than the kernel maps: "
			"the jail has them without their rights in home and binds, and %zu of them "
			"not "
			"at all, which sshd calls 'setgroups: Invalid argument' at the session's "
			"end",
			request->user, idmap->groups_left, idmap->first_left,
			idmap_groups_missing(idmap, request));
	return error;
}

int sources_open(struct jail_sources *ret_sources, const struct jail_plan *plan,
		 const struct request *request, int terminal_fd, int state_fd,
		 struct report *report)
{
	int error;

	*ret_sources = (struct jail_sources)JAIL_SOURCES_NONE;
	ret_sources->state_fd = state_fd;
	error = ids_find(&ret_sources->idmap, plan, request, report);
	if (error == 0 && plan->has_user_namespace)
		error = directory_ids_check(&ret_sources->idmap, state_fd, report);
	/* First, because a home that is refused anyway may be in the rootfs's way, too. */
	if (error == 0)
		error = mount_sources_open(ret_sources, plan, request, report);
	if (error == 0)
		error = rootfs_source_open(ret_sources, plan, request, report);
	if (error == 0 && plan->rootfs_mode == ROOTFS_OVERLAY)
		error = changes_open(ret_sources, plan, request, report);
	if (error == 0)
		error = shell_check(ret_sources, plan, request, report);
	if (error == 0)
		error = network_source_open(ret_sources, plan, report);
	if (error == 0)
		error = host_files_read(ret_sources, plan, request, report);
	if (error == 0 && plan->accounts == ACCOUNTS_MERGE)
		error = base_accounts_read(ret_sources, plan, report);
	if (error == 0)
		error = host_live_make(ret_sources, plan, report);
	if (error == 0)
		error = selinux_state_open(&ret_sources->selinux_fd, report);
	if (error == 0)
		console_open(ret_sources, terminal_fd, report);
	return error;
}

int sources_check(const struct jail_plan *plan, const struct request *request,
		  struct report *report)
{
	struct jail_sources sources;
	struct jail_plan copy = *plan;
	int error;

	if (copy.rootfs_mode == ROOTFS_OVERLAY)
		copy.rootfs_mode = ROOTFS_VOLATILE;
	error = sources_open(&sources, &copy, request, NO_FD, NO_FD, report);
	if (plan->rootfs_mode == ROOTFS_OVERLAY) {
		int other = changes_check(plan, request, &sources.idmap, report);

		error = error < 0 ? error : other;
	}
	jail_sources_clear(&sources);
	return error;
}
