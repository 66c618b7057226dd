/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_helper: from one request to one jail. It is started by pam_nsjail.so with its socket
 * as descriptor HELPER_SOCKET_FD, answers once, and stays on as the jail's keeper.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>

#include "ids/idmap.h"
#include "jail/filter.h"
#include "jail/init.h"
#include "jail/jail_sources.h"
#include "jail/time_offset.h"
#include "keeper/control.h"
#include "keeper/join.h"
#include "keeper/keeper.h"
#include "keeper/keeper_events.h"
#include "keeper/keeper_list.h"
#include "keeper/request_receive.h"
#include "limits/cgroup.h"
#include "mounts/template.h"
#include "plan/jail_plan.h"
#include "plan/plan_digest.h"
#include "rootfs/rootfs_claim.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"
#include "shared/patience.h"
#include "shared/request.h"
#include "shared/user_lock.h"
#include "state/jail_entry.h"
#include "state/lock_wait.h"
#include "system/privileges.h"
#include "system/report.h"

#define JOIN_HANG_MS 4000

/* A step's outcomes besides 0 and -errno. */
enum step_outcome {
	STEP_NOT_JAILED = 1, /* policy says that the user is none of ours */
	STEP_JOINED,	     /* the keeper of another login has the session */
	STEP_ANSWERED,	     /* it was only a query, and he is one of ours */
};

struct helper {
	struct report report;
	struct request request;
	struct session_label label;
	struct jail_plan plan;
	struct jail_sources sources;
	struct keeper keeper;
	int64_t begin_ms;
	int caller_pidfd;
	int terminal_fd;
	int user_lock_fd;
};

static int own_state_check(struct helper *helper)
{
	int error = privileges_check_own(&helper->report);

	return error < 0 ? error : privileges_reset_inherited(&helper->report);
}

static int request_take(struct helper *helper)
{
	return request_receive(&helper->request, &helper->caller_pidfd, &helper->terminal_fd,
			       helper->begin_ms + HANG_HELPER_MS, &helper->report);
}

static void label_fill(struct helper *helper)
{
	struct keeper *keeper = &helper->keeper;

	helper->label = session_label_make(&helper->request);
	keeper->uid = helper->request.uid;
	(void)snprintf(keeper->user, sizeof(keeper->user), "%s", helper->request.user);
}

static void lines_join(char *text)
{
	for (char *end = strchr(text, '\n'); end != NULL; end = strchr(end, '\n'))
		*end = end[1] == '\0' ? '\0' : ';';
}

/* For a look alone: what the plan says, in one line, and whether a login could have it. */
static int plan_look(struct helper *helper)
{
	_cleanup_free_ char *facts = keeper_facts_make(&helper->plan);

	if (facts == NULL)
		return report_error(&helper->report, ENOMEM, "no room for what the plan says");
	lines_join(facts);
	report_log(&helper->report, LOG_INFO, "the plan for user '%s': %s", helper->request.user,
		   facts);
	return jail_sources_check(&helper->plan, &helper->request, &helper->report);
}

static int plan_make(struct helper *helper)
{
	int error = jail_plan_make(&helper->plan, &helper->request, &helper->report);

	if (error < 0)
		return error;
	label_fill(helper);
	if (!helper->plan.is_jailed)
		return STEP_NOT_JAILED;
	if (helper->request.is_audit) {
		error = plan_look(helper);
		return error < 0 ? error : STEP_ANSWERED;
	}
	return helper->request.is_query ? STEP_ANSWERED : 0;
}

/* What the jail is called: by its session, or so that the logins that may share it find it. */
static int entry_name(struct helper *helper, char *name, size_t size)
{
	struct keeper *keeper = &helper->keeper;
	int error;

	keeper->is_shared = helper->plan.scope == SCOPE_USER;
	keeper->has_user_namespace = helper->plan.has_user_namespace;
	keeper->linger = helper->plan.linger;
	if (!keeper->is_shared) {
		(void)snprintf(name, size, "%u-%08x", keeper->uid, helper->request.session_id);
		return 0;
	}
	error = plan_digest_make(keeper->digest, &helper->plan, &helper->request);
	if (error == 0)
		error = plan_origin_make(&keeper->origin, &helper->plan.sources, &helper->request);
	if (error < 0)
		return report_error(&helper->report, -error, "no room for the plan's digest");
	(void)snprintf(name, size, "%u-%.*s", keeper->uid, PLAN_DIGEST_NAME, keeper->digest);
	return 0;
}

static int entry_open(struct helper *helper)
{
	char name[JAIL_ENTRY_NAME_MAX];
	int error = entry_name(helper, name, sizeof(name));

	return error < 0 ? error : jail_entry_open(&helper->keeper.entry, name, &helper->report);
}

/* From here to the entry, or to the end of this process, one login of a user waits for another. */
static int user_lock(struct helper *helper)
{
	if (!helper->keeper.is_shared)
		return 0;
	helper->user_lock_fd = lock_wait_user(helper->keeper.entry.state_fd, helper->keeper.uid,
					      helper->begin_ms + LOGIN_HELPER_MS, &helper->report);
	if (helper->user_lock_fd == -ETIMEDOUT)
		return report_error(&helper->report, ETIMEDOUT,
				    "another login of this user has not finished");
	if (helper->user_lock_fd < 0)
		return report_error(&helper->report, -helper->user_lock_fd,
				    "the user's lock in '%s'", STATE_DIR);
	return 0;
}

static int jail_join(struct helper *helper)
{
	struct control_join join = { .origin = helper->keeper.origin, .label = helper->label };
	const struct patience patience = { .hang_ms = JOIN_HANG_MS,
					   .end_ms = helper->begin_ms + LOGIN_HELPER_MS,
					   .tell = report_at_work,
					   .tell_data = &helper->report };
	_cleanup_close_ int home_fd = NO_FD;
	int outcome;

	if (!helper->keeper.is_shared)
		return 0;
	(void)memcpy(join.digest, helper->keeper.digest, sizeof(join.digest));
	home_fd = cgroup_home_open(&helper->plan, helper->caller_pidfd);
	outcome = join_try(&helper->keeper.entry, &join,
			   &(struct join_caller){ HELPER_SOCKET_FD, helper->caller_pidfd, home_fd },
			   &patience, &helper->report);
	if (outcome == JOIN_NONE &&
	    jail_entry_has_sibling(&helper->keeper.entry, helper->keeper.uid))
		report_log(&helper->report, LOG_INFO,
			   "another jail of an older plan is still up for user '%s'",
			   helper->request.user);
	if (outcome == JOIN_DONE)
		(void)jail_entry_lead(&helper->keeper.entry);
	return outcome == JOIN_DONE ? STEP_JOINED : outcome == JOIN_NONE ? 0 : outcome;
}

/* What later sessions would see of it is the terminal of somebody else. */
static void terminal_drop(struct helper *helper)
{
	cleanup_close(&helper->terminal_fd);
	helper->terminal_fd = NO_FD;
}

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

static int stay_prepare(struct helper *helper)
{
	return privileges_reset_to_stay(&helper->report);
}

static int sources_open(struct helper *helper)
{
	int error;

	if (helper->keeper.is_shared)
		terminal_drop(helper);
	error = jail_sources_open(&helper->sources, &helper->plan, &helper->request,
				  helper->terminal_fd, helper->keeper.entry.state_fd,
				  &helper->report);
	if (error < 0)
		return error;
	error = rootfs_claim_take(&helper->sources, &helper->plan, helper->request.uid,
				  &helper->report);
	if (error < 0)
		return error;
	unmapped_groups_forget(&helper->request, &helper->sources.idmap);
	helper->sources.template_fd = template_open(helper->keeper.entry.state_fd);
	return 0;
}

/*
 * login(1) hands the terminal that it leads over to the user, and in a user namespace it can do so
 * only with what its ids cover. Getty takes it back.
 */
static int terminal_give(struct helper *helper)
{
	const struct idmap *idmap = &helper->sources.idmap;

	if (helper->terminal_fd < 0 || !helper->request.leads_terminal || !idmap->is_active)
		return 0;
	if (fchown(helper->terminal_fd, idmap_uid(idmap, 0), idmap_gid(idmap, 0)) == 0)
		return 0;
	return report_error(&helper->report, errno, "the terminal can not be given to the jail");
}

/* Only init is to have the jail's clock: nothing is started between begin and end but that. */
static int init_start_in_time(struct helper *helper)
{
	int own_fd;
	int error = time_offset_begin(&own_fd, &helper->plan, &helper->report);
	int end_error;

	if (error < 0)
		return error;
	error = init_start(&helper->keeper.init, &helper->plan, &helper->request, &helper->sources,
			   &helper->report, helper->begin_ms + LOGIN_HELPER_MS);
	end_error = time_offset_end(own_fd, &helper->report);
	return error < 0 ? error : end_error;
}

static int limits_set(struct helper *helper)
{
	return cgroup_start(&helper->keeper.cgroup, &helper->plan, &helper->request,
			    &helper->report);
}

static int limits_leave(struct helper *helper)
{
	return cgroup_leave(&helper->keeper.cgroup, &helper->report);
}

static int caller_limit(struct helper *helper)
{
	return cgroup_enter(&helper->keeper.cgroup, helper->caller_pidfd, NULL, &helper->report);
}

static int jail_start(struct helper *helper)
{
	int error = init_start_in_time(helper);

	if (error == 0)
		error = terminal_give(helper);
	helper->keeper.changes_lock_fd = TAKE_FD(helper->sources.changes_lock_fd);
	jail_sources_clear(&helper->sources);
	terminal_drop(helper);
	return error;
}

static int uplink_connect(struct helper *helper)
{
	return uplink_make(&helper->keeper.uplink, &helper->plan, &helper->request,
			   helper->keeper.init.pid, &helper->report);
}

static int audit_begin(struct helper *helper)
{
	return audit_start(&helper->keeper.audit, &helper->plan, &helper->report);
}

static int hooks_run(struct helper *helper)
{
	int error = hook_create(&helper->plan, &helper->request, helper->keeper.init.pid,
				&helper->report);

	if (error < 0)
		return error;
	return hook_destroy_prepare(&helper->keeper.destroyer, &helper->plan, &helper->request,
				    &helper->report);
}

/* init is our unreaped child, so its number can not have passed to anybody else. */
static int verdict_fill(struct helper *helper)
{
	struct verdict *verdict = &helper->keeper.verdict;
	_cleanup_close_ int directory_fd = NO_FD;
	char path[64];
	int count;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns", helper->keeper.init.pid);
	directory_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory_fd < 0)
		return report_error(&helper->report, errno, "can not look at init's namespaces");
	count = namespace_ids_read(directory_fd, helper->plan.namespaces, verdict->namespaces);
	if (count < 0)
		return report_error(&helper->report, -count, "can not look at init's namespaces");
	verdict->namespace_count = (size_t)count;
	verdict->bounding_set = helper->plan.bounding_set;
	verdict->no_new_privs = helper->plan.no_new_privs;
	filter_choose(verdict, &helper->plan);
	verdict->is_shared = helper->keeper.is_shared;
	verdict->has_runtime_dir = helper->plan.has_runtime_dir;
	(void)memcpy(verdict->entry, helper->keeper.entry.name, sizeof(helper->keeper.entry.name));
	return 0;
}

static int session_add(struct helper *helper)
{
	int error = keeper_prepare(&helper->keeper, &helper->label, HELPER_SOCKET_FD,
				   helper->caller_pidfd);

	if (error < 0)
		return report_error(&helper->report, -error, "the keeper can not be prepared");
	helper->caller_pidfd = NO_FD;
	helper->keeper.facts = keeper_facts_make(&helper->plan);
	if (helper->keeper.facts == NULL)
		return report_error(&helper->report, ENOMEM, "the keeper can not be prepared");
	return 0;
}

static int entry_publish(struct helper *helper)
{
	int64_t now = boottime_ms();
	int error;

	/* One that may be about to give us up counts anew: others can be in the jail from here on.
	 */
	if (now >= helper->begin_ms + HANG_HELPER_MS)
		report_at_work(&helper->report);
	if (now >= helper->begin_ms + LOGIN_HELPER_MS)
		return report_error(&helper->report, ETIMEDOUT, "the jail was not made in time");
	error = jail_entry_publish(&helper->keeper.entry, helper->request.session_id,
				   &helper->report);
	if (error == 0 && helper->keeper.is_shared)
		(void)jail_entry_lead(&helper->keeper.entry);
	return error;
}

/*
 * Nothing privileged before the plan and the sources are complete; a jail that is there is joined
 * before anything is opened for another one; its network leads out before anybody is in there; the
 * administrator's programs see a jail that stands; the entry names only a jail that is complete,
 * because others join on it, and its keeper has no privileges by then; the verdict is the last
 * thing, because the caller joins on that. The helper is in the jail's cgroup while it makes init,
 * so that init is born there; the caller comes in when nothing slow is left, and waits for the
 * verdict.
 */
static int (*const steps[])(struct helper *) = {
	own_state_check, request_take, plan_make,    entry_open,   user_lock,	jail_join,
	stay_prepare,	 sources_open, audit_begin,  limits_set,   jail_start,	limits_leave,
	uplink_connect,	 hooks_run,    caller_limit, verdict_fill, session_add, entry_publish,
};

static int verdict_send(struct helper *helper, enum verdict_outcome outcome)
{
	struct verdict *verdict = &helper->keeper.verdict;

	verdict->outcome = outcome;
	(void)snprintf(verdict->reason, sizeof(verdict->reason), "%s", helper->report.text);
	return keeper_verdict_send(&helper->keeper, HELPER_SOCKET_FD);
}

/* One that came before the audit log was open is told now, if there is a plan that wants it. */
static void refusal_tell(struct helper *helper)
{
	struct keeper *keeper = &helper->keeper;
	struct report unsaid = { .socket_fd = NO_FD };

	if (keeper->audit.pid == 0)
		(void)audit_start(&keeper->audit, &helper->plan, &unsaid);
	keeper_event_refuse(keeper, &helper->label);
	audit_end(&keeper->audit);
}

static int refuse(struct helper *helper)
{
	/* The caller goes on when it is told, and must be home by then. */
	cgroup_end(&helper->keeper.cgroup);
	(void)verdict_send(helper, VERDICT_REFUSED);
	/* init has a death signal bound to us; only a name could be left to remove. */
	jail_entry_clear(&helper->keeper.entry);
	refusal_tell(helper);
	return EXIT_FAILURE;
}

/* A caller that can not be told is a caller that has not joined: keeper_run ends the session. */
static int keep(struct helper *helper)
{
	int error;

	keeper_event_open(&helper->keeper, &helper->label, true);
	error = verdict_send(helper, VERDICT_JAILED);
	user_lock_release(&helper->user_lock_fd);
	jail_plan_clear(&helper->plan);
	(void)jail_entries_sweep_few(helper->request.session_id);
	request_clear(&helper->request);
	keeper_run(&helper->keeper);
	return error < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int finish(struct helper *helper, int outcome)
{
	if (outcome == STEP_JOINED)
		return EXIT_SUCCESS;
	if (outcome == STEP_NOT_JAILED || outcome == STEP_ANSWERED)
		return verdict_send(helper, outcome == STEP_ANSWERED ? VERDICT_COVERED
								     : VERDICT_NOT_JAILED) < 0
			       ? EXIT_FAILURE
			       : EXIT_SUCCESS;
	return outcome < 0 ? refuse(helper) : keep(helper);
}

/* Whoever starts it by hand gets what is left of dead keepers removed, and is told so. */
static int sweep_by_hand(void)
{
	int count = jail_entries_sweep();

	if (count < 0)
		(void)fprintf(stderr, "pam_nsjail_helper: %s: %s\n", STATE_DIR, strerror(-count));
	else
		(void)printf("pam_nsjail_helper is started by pam_nsjail.so; entries of dead jails "
			     "removed: %d\n",
			     count);
	return count < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static bool has_module_socket(void)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(HELPER_SOCKET_FD, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       peer.uid == 0 && fcntl(HELPER_SOCKET_FD, F_SETFD, FD_CLOEXEC) == 0;
}

int main(void)
{
	struct helper helper = {
		.report = { .socket_fd = HELPER_SOCKET_FD },
		.sources = JAIL_SOURCES_NONE,
		.begin_ms = boottime_ms(),
		.caller_pidfd = NO_FD,
		.terminal_fd = NO_FD,
		.user_lock_fd = NO_FD,
	};
	int outcome = 0;

	if (!has_module_socket())
		return sweep_by_hand();
	/* A path can lead into a pipe: to an automounter that has died (autofs). */
	(void)signal(SIGPIPE, SIG_IGN);
	keeper_init(&helper.keeper);
	for (size_t i = 0; outcome == 0 && i < ARRAY_SIZE(steps); i++)
		outcome = steps[i](&helper);
	return finish(&helper, outcome);
}
