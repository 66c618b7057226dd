/* SPDX-License-Identifier: BSD-3-Clause */
/* What the module is told, and what becomes of us then. */
#include "login/login.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jail/filter.h"
#include "keeper/keeper_events.h"
#include "keeper/keeper_list.h"
#include "keeper/keeper_run.h"
#include "limits/cgroup.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"
#include "shared/patience.h"
#include "shared/user_lock.h"
#include "state/jail_entry.h"

/* init is our unreaped child, so its number can not have passed to anybody else. */
int login_verdict_fill(struct login *login)
{
	struct verdict *verdict = &login->keeper.verdict;
	_cleanup_close_ int directory_fd = NO_FD;
	char path[64];
	int count;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns", login->keeper.init.pid);
	directory_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory_fd < 0)
		return report_error(&login->report, errno, "can not look at init's namespaces");
	count = namespace_ids_read(directory_fd, login->plan.namespaces, verdict->namespaces);
	if (count < 0)
		return report_error(&login->report, -count, "can not look at init's namespaces");
	verdict->namespace_count = (size_t)count;
	verdict->bounding_set = login->plan.bounding_set;
	verdict->no_new_privs = login->plan.no_new_privs;
	filter_choose(verdict, &login->plan);
	verdict->is_shared = login->keeper.is_shared;
	verdict->has_runtime_dir = login->plan.has_runtime_dir;
	(void)memcpy(verdict->entry, login->keeper.entry.name, sizeof(login->keeper.entry.name));
	return 0;
}

int login_session_add(struct login *login)
{
	int error = keeper_prepare(&login->keeper, &login->label, HELPER_SOCKET_FD,
				   login->caller_pidfd);

	if (error < 0)
		return report_error(&login->report, -error, "the keeper can not be prepared");
	login->caller_pidfd = NO_FD;
	login->keeper.facts = keeper_facts_make(&login->plan);
	if (login->keeper.facts == NULL)
		return report_error(&login->report, ENOMEM, "the keeper can not be prepared");
	return 0;
}

int login_entry_publish(struct login *login)
{
	int64_t now = boottime_ms();
	int error;

	/* One that may be about to give us up counts anew: others can be in the jail from here on.
	 */
	if (now >= login->begin_ms + HANG_HELPER_MS)
		report_at_work(&login->report);
	if (now >= login->begin_ms + LOGIN_HELPER_MS)
		return report_error(&login->report, ETIMEDOUT, "the jail was not made in time");
	error = jail_entry_publish(&login->keeper.entry, login->request.session_id, &login->report);
	if (error == 0 && login->keeper.is_shared)
		(void)jail_entry_lead(&login->keeper.entry);
	return error;
}

static int verdict_send(struct login *login, enum verdict_outcome outcome)
{
	struct verdict *verdict = &login->keeper.verdict;

	verdict->outcome = outcome;
	(void)snprintf(verdict->reason, sizeof(verdict->reason), "%s", login->report.text);
	return keeper_verdict_send(&login->keeper, HELPER_SOCKET_FD);
}

/* One that came before the audit log was open is told now, if there is a plan that wants it. */
static void refusal_tell(struct login *login)
{
	struct keeper *keeper = &login->keeper;
	struct report unsaid = { .socket_fd = NO_FD };

	if (keeper->audit.pid == 0)
		(void)audit_start(&keeper->audit, &login->plan, &unsaid);
	keeper_event_refuse(keeper, &login->label);
	audit_end(&keeper->audit);
}

static int refuse(struct login *login)
{
	/* The caller goes on when it is told, and must be home by then. */
	cgroup_end(&login->keeper.cgroup);
	(void)verdict_send(login, VERDICT_REFUSED);
	/* init has a death signal bound to us; only a name could be left to remove. */
	jail_entry_clear(&login->keeper.entry);
	refusal_tell(login);
	return EXIT_FAILURE;
}

/* A caller that can not be told is a caller that has not joined: keeper_run ends the session. */
static int keep(struct login *login)
{
	int error;

	keeper_event_open(&login->keeper, &login->label, true);
	error = verdict_send(login, VERDICT_JAILED);
	user_lock_release(&login->user_lock_fd);
	jail_plan_clear(&login->plan);
	(void)jail_entries_sweep_few(login->request.session_id);
	request_clear(&login->request);
	keeper_run(&login->keeper);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int login_finish(struct login *login, int outcome)
{
	if (outcome == STEP_JOINED)
		return EXIT_SUCCESS;
	if (outcome == STEP_NOT_JAILED || outcome == STEP_ANSWERED)
		return verdict_send(login, outcome == STEP_ANSWERED ? VERDICT_COVERED
								    : VERDICT_NOT_JAILED) < 0
			       ? EXIT_FAILURE
			       : EXIT_SUCCESS;
	return outcome < 0 ? refuse(login) : keep(login);
}
