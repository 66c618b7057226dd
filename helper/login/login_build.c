/* SPDX-License-Identifier: BSD-3-Clause */
/* A jail of its own: from the plan to an init that stands. */
#include "login/login.h"

#include <stdlib.h>
#include <unistd.h>

#include "ids/idmap.h"
#include "jail/init.h"
#include "jail/sources_open.h"
#include "jail/time_offset.h"
#include "keeper/hook.h"
#include "limits/cgroup.h"
#include "mounts/template.h"
#include "network/uplink.h"
#include "rootfs/rootfs_claim.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "system/privileges.h"

/*
 * What the jail can not have must not stand in its group file either: initgroups(3) meets the one
 * that setgroups(2) refuses, and leaves out others with it.
 */
static void unmapped_groups_forget(struct request *request, const struct idmap *idmap)
{
	size_t kept = 0;

	for (size_t i = 0; i < request->group_count; i++) {
		if (idmap_has_gid(idmap, request->groups[i].gid))
			request->groups[kept++] = request->groups[i];
		else
			free(request->groups[i].name);
	}
	request->group_count = kept;
}

int login_stay_prepare(struct login *login)
{
	return privileges_reset_to_stay(&login->report);
}

/* What later sessions would see of a terminal in the jail is that of somebody else. */
int login_sources_open(struct login *login)
{
	int shown_fd = login->keeper.is_shared ? NO_FD : login->terminal_fd;
	int error = sources_open(&login->sources, &login->plan, &login->request, shown_fd,
				 login->keeper.entry.state_fd, &login->report);

	if (error < 0)
		return error;
	error = rootfs_claim_take(&login->sources, &login->plan, login->request.uid,
				  &login->report);
	if (error < 0)
		return error;
	unmapped_groups_forget(&login->request, &login->sources.idmap);
	login->sources.template_fd = template_open(login->keeper.entry.state_fd);
	return 0;
}

/* Only init is to have the jail's clock: nothing is started between begin and end but that. */
static int init_start_in_time(struct login *login)
{
	int own_fd;
	int error = time_offset_begin(&own_fd, &login->plan, &login->report);
	int end_error;

	if (error < 0)
		return error;
	error = init_start(&login->keeper.init, &login->plan, &login->request, &login->sources,
			   &login->report, login->begin_ms + LOGIN_HELPER_MS);
	end_error = time_offset_end(own_fd, &login->report);
	return error < 0 ? error : end_error;
}

int login_limits_set(struct login *login)
{
	return cgroup_start(&login->keeper.cgroup, &login->plan, &login->request, &login->report);
}

int login_limits_enter(struct login *login)
{
	return cgroup_visit(&login->keeper.cgroup, &login->report);
}

int login_limits_leave(struct login *login)
{
	return cgroup_leave(&login->keeper.cgroup, &login->report);
}

int login_caller_limit(struct login *login)
{
	return cgroup_enter(&login->keeper.cgroup, login->caller_pidfd, NULL, &login->report);
}

/* init holds no descriptor: nobody but us is at the other end of the jail's /dev/log. */
static int log_begin(struct login *login)
{
	struct keeper *keeper = &login->keeper;
	int error = log_relay_begin(&keeper->log, TAKE_FD(login->sources.log_fd),
				    idmap_uid(&login->sources.idmap, keeper->uid), keeper->user,
				    keeper->uid);

	return error < 0 ? report_error(&login->report, -error, "no socket to the host's log") : 0;
}

int login_jail_start(struct login *login)
{
	const struct idmap *idmap = &login->sources.idmap;
	int error = init_start_in_time(login);

	if (error == 0)
		error = login_terminal_give(login, idmap, login->keeper.init.devices_fd);
	if (error == 0)
		error = login_terminal_grant(login);
	if (error == 0)
		error = log_begin(login);
	login->keeper.changes_lock_fd = TAKE_FD(login->sources.changes_lock_fd);
	host_live_take(&login->keeper.live, &login->sources, &login->plan);
	jail_sources_clear(&login->sources);
	login_terminal_drop(login);
	return error;
}

int login_uplink_connect(struct login *login)
{
	return uplink_make(&login->keeper.uplink, &login->plan, &login->request,
			   login->keeper.init.pid, &login->report);
}

int login_audit_begin(struct login *login)
{
	return audit_start(&login->keeper.audit, &login->plan, &login->report);
}

int login_hooks_run(struct login *login)
{
	int error =
		hook_create(&login->plan, &login->request, login->keeper.init.pid, &login->report);

	if (error < 0)
		return error;
	return hook_destroy_prepare(&login->keeper.destroyer, &login->plan, &login->request,
				    &login->report);
}
