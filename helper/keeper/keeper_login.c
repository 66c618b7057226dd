/* SPDX-License-Identifier: BSD-3-Clause */
/* Logins that need no helper; see keeper_login.h. */
#include "keeper/keeper_login.h"

#include "keeper/keeper.h"
#include "plan/plan_digest.h"
#include "system/fd_kind.h"

static bool has_origin(const struct keeper *keeper, const struct request *request)
{
	struct plan_origin origin;

	return plan_origin_make(&origin, &request->sources, request) == 0 &&
	       plan_origins_are_same(&origin, &keeper->origin);
}

/* A range may have passed to another user. */
static bool has_ids(const struct keeper *keeper)
{
	return !keeper->has_user_namespace || subid_stamp_is_current(&keeper->subids);
}

bool keeper_knows_login(const struct keeper *keeper, const struct request *request,
			int connection_fd, int pidfd)
{
	return keeper->is_shared && keeper->cgroup.directory_fd < 0 && !request->is_audit &&
	       request->group_count > 0 && has_origin(keeper, request) && has_ids(keeper) &&
	       fd_kind_is_peer(pidfd, connection_fd);
}
