/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's name, and the jail of another login that has it. */
#include "login/login.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "ids/idmap.h"
#include "ids/idmap_find.h"
#include "ids/subid_stamp.h"
#include "keeper/control.h"
#include "keeper/join.h"
#include "keeper/keeper_login.h"
#include "limits/cgroup.h"
#include "plan/plan_digest.h"
#include "shared/cleanup.h"
#include "shared/patience.h"
#include "state/jail_entry.h"
#include "state/lock_wait.h"

#define JOIN_HANG_MS 4000

/* Two jails of one plan are not the same if the user's range is another one by now. */
static int subids_take(struct login *login)
{
	int error;

	if (!login->plan.has_user_namespace)
		return 0;
	login->keeper.subids = subid_stamp_take();
	error = idmap_find(&login->idmap, &login->request, &login->report);
	login->plan.subuid = login->idmap.uid_base;
	login->plan.subgid = login->idmap.gid_base;
	return error;
}

/* What the jail is called: by its session, or so that the logins that may share it find it. */
static int entry_name(struct login *login, char *name, size_t size)
{
	struct keeper *keeper = &login->keeper;
	struct plan_origin origin;
	int error;

	plan_config_digest(keeper->config, login->request.config_path);
	keeper->is_shared = login->plan.scope == SCOPE_USER;
	keeper->has_user_namespace = login->plan.has_user_namespace;
	keeper->linger = login->plan.linger;
	keeper->sessions_max = (unsigned int)login->plan.sessions_max.value;
	if (!keeper->is_shared) {
		(void)snprintf(name, size, "%u-%08x", keeper->uid, login->request.session_id);
		return 0;
	}
	error = subids_take(login);
	if (error < 0)
		return error;
	error = plan_digest_make(keeper->digest, &login->plan, &login->request);
	if (error == 0)
		error = plan_origin_make(&origin, &login->plan.sources, &login->plan.profiles,
					 &login->request);
	if (error < 0)
		return report_error(&login->report, -error, "no room for the plan's digest");
	keeper->profiles = login->plan.profiles;
	login->plan.profiles = (struct profile_stamps){ 0 };
	keeper_login_came(keeper, &origin, login->label.service);
	(void)snprintf(name, size, "%u-%.*s", keeper->uid, PLAN_DIGEST_NAME, keeper->digest);
	return 0;
}

int login_entry_open(struct login *login)
{
	char name[JAIL_ENTRY_NAME_MAX];
	int error = entry_name(login, name, sizeof(name));

	return error < 0 ? error : jail_entry_open(&login->keeper.entry, name, &login->report);
}

/* From here to the entry, or to the end of this process, one login of a user waits for another. */
int login_user_lock(struct login *login)
{
	if (!login->keeper.is_shared)
		return 0;
	login->user_lock_fd = lock_wait_user(login->keeper.entry.state_fd, login->keeper.uid,
					     login->begin_ms + LOGIN_HELPER_MS, &login->report);
	if (login->user_lock_fd == -ETIMEDOUT)
		return report_error(&login->report, ETIMEDOUT,
				    "another login of this user has not finished");
	if (login->user_lock_fd < 0)
		return report_error(&login->report, -login->user_lock_fd, "the user's lock in '%s'",
				    STATE_DIR);
	return 0;
}

struct yield_asked {
	struct control_yield yield;
	const struct patience *patience;
};

static bool sibling_yields(const struct jail_entry *sibling, void *data)
{
	const struct yield_asked *asked = data;

	return join_yield(sibling, &asked->yield, asked->patience);
}

/* What only lingers would keep a new plan from its overlay for ever. */
static void siblings_end(struct login *login, const struct patience *patience)
{
	struct yield_asked asked = { .patience = patience };
	int count;

	(void)memcpy(asked.yield.config, login->keeper.config, sizeof(asked.yield.config));
	count = jail_entry_siblings(&login->keeper.entry, login->keeper.uid, sibling_yields,
				    &asked);
	if (count > 0)
		report_log(
			&login->report, LOG_INFO,
			"a jail of an older plan, without a session, has made room for user '%s'",
			login->request.user);
	if (jail_entry_has_sibling(&login->keeper.entry, login->keeper.uid))
		report_log(&login->report, LOG_INFO,
			   "another jail of an older plan is still up for user '%s'",
			   login->request.user);
}

int login_join(struct login *login)
{
	struct control_join join = { .origin = login->keeper.origin, .label = login->label };
	const struct patience patience = { .hang_ms = JOIN_HANG_MS,
					   .end_ms = login->begin_ms + LOGIN_HELPER_MS,
					   .tell = report_at_work,
					   .tell_data = &login->report };
	_cleanup_close_ int home_fd = NO_FD;
	int outcome;

	if (!login->keeper.is_shared) {
		/* Without an overlay the two are not in each other's way. */
		if (login->plan.rootfs_mode == ROOTFS_OVERLAY)
			siblings_end(login, &patience);
		return 0;
	}
	/* Before the keeper lets the caller go. */
	outcome = login_terminal_bring(login, &patience);
	if (outcome < 0)
		return outcome;
	(void)memcpy(join.terminal, login->terminal.name, sizeof(join.terminal));
	(void)memcpy(join.digest, login->keeper.digest, sizeof(join.digest));
	home_fd = cgroup_home_open(&login->plan, login->caller_pidfd);
	outcome = join_try(&login->keeper.entry, &join,
			   &(struct join_caller){ HELPER_SOCKET_FD, login->caller_pidfd, home_fd },
			   &patience, &login->report);
	if (outcome == JOIN_NONE)
		siblings_end(login, &patience);
	if (outcome == JOIN_DONE)
		(void)jail_entry_lead(&login->keeper.entry);
	return outcome == JOIN_DONE ? STEP_JOINED : outcome == JOIN_NONE ? 0 : outcome;
}

/* Before anything is made for a session that is one too many. */
int login_place_take(struct login *login)
{
	return keeper_place_take(&login->keeper, &login->keeper.place_fd, &login->report);
}
