/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pam_nsjail_helper: from one request to one jail. It is started by pam_nsjail.so with its socket
 * as descriptor HELPER_SOCKET_FD, answers once, and stays on as the jail's keeper.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "cgroup.h"
#include "idmap.h"
#include "init.h"
#include "jail_entry.h"
#include "jail_plan.h"
#include "jail_sources.h"
#include "keeper.h"
#include "privileges.h"
#include "report.h"
#include "shared/cleanup.h"
#include "shared/namespace_id.h"
#include "shared/request.h"

#define REQUEST_TIMEOUT_MS 2000 /* the module has sent it before we were started */
#define BUILD_TIMEOUT_MS   8000 /* less than the module's own patience, so that we can say why */

/* Outcomes of a step besides 0 and -errno. Policy says that the user is none of ours: */
#define STEP_NOT_JAILED 1
#define STEP_ANSWERED	2 /* it was only a query, and he is */

struct helper {
	struct report report;
	struct request request;
	struct jail_plan plan;
	struct jail_sources sources;
	struct verdict verdict;
	struct keeper keeper;
	int terminal_fd;
};

static int own_state_check(struct helper *helper)
{
	int error = privileges_check_own(&helper->report);

	return error < 0 ? error : privileges_reset_inherited(&helper->report);
}

static int request_take(struct helper *helper, const uint8_t *message, size_t length, int *fds)
{
	int error = request_decode(&helper->request, message, length);

	if (error < 0)
		return report_error(&helper->report, -error, "the module's request is malformed");
	helper->report.is_debug = helper->request.is_debug;
	helper->keeper.caller_pidfd = TAKE_FD(fds[0]);
	helper->terminal_fd = TAKE_FD(fds[1]);
	if (helper->keeper.caller_pidfd < 0 ||
	    helper->request.has_terminal != (helper->terminal_fd >= 0))
		return report_error(&helper->report, EBADMSG,
				    "the module's request lacks a descriptor");
	return 0;
}

static int request_receive(struct helper *helper)
{
	_cleanup_free_ uint8_t *message = malloc(MESSAGE_MAX);
	int fds[MESSAGE_FDS_MAX] = { NO_FD, NO_FD };
	ssize_t length;

	if (message == NULL)
		return report_error(&helper->report, ENOMEM, "no room for the request");
	length = message_receive(HELPER_SOCKET_FD, message, MESSAGE_MAX, fds,
				 boottime_ms() + REQUEST_TIMEOUT_MS);
	if (length <= 0)
		return report_error(&helper->report, length < 0 ? (int)-length : EPIPE,
				    "no request from the module");
	return request_take(helper, message, (size_t)length, fds);
}

static int plan_make(struct helper *helper)
{
	int error = jail_plan_make(&helper->plan, &helper->request, &helper->report);

	if (error < 0)
		return error;
	if (!helper->plan.is_jailed)
		return STEP_NOT_JAILED;
	return helper->request.is_query ? STEP_ANSWERED : 0;
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

static int sources_open(struct helper *helper)
{
	int error = jail_sources_open(&helper->sources, &helper->plan, &helper->request,
				      helper->terminal_fd, &helper->report);

	if (error == 0)
		unmapped_groups_forget(&helper->request, &helper->sources.idmap);
	return error;
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
	return cgroup_enter(&helper->keeper.cgroup, helper->keeper.caller_pidfd, &helper->report);
}

static int jail_start(struct helper *helper)
{
	int error =
		init_start(&helper->keeper.init, &helper->plan, &helper->request, &helper->sources,
			   &helper->report, (long)boottime_ms() + BUILD_TIMEOUT_MS);

	if (error == 0)
		error = terminal_give(helper);
	helper->keeper.changes_lock_fd = TAKE_FD(helper->sources.changes_lock_fd);
	jail_sources_clear(&helper->sources);
	cleanup_close(&helper->terminal_fd);
	helper->terminal_fd = NO_FD;
	return error;
}

static int entry_create(struct helper *helper)
{
	return jail_entry_create(&helper->keeper.entry, &helper->request, helper->keeper.init.pid,
				 &helper->report);
}

static int uplink_connect(struct helper *helper)
{
	return uplink_make(&helper->keeper.uplink, &helper->plan, &helper->request,
			   helper->keeper.init.pid, &helper->report);
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
	struct verdict *verdict = &helper->verdict;
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
	verdict->has_runtime_dir = helper->plan.has_runtime_dir;
	(void)memcpy(verdict->entry, helper->keeper.entry.name, sizeof(helper->keeper.entry.name));
	return 0;
}

/*
 * Nothing privileged before the plan and the sources are complete; the entry names only a jail that
 * stands; its network leads out before anybody is in there; the administrator's programs see a jail
 * that is complete; the verdict is the last thing, because the caller joins on it. The helper is in
 * the jail's cgroup while it makes init, so that init is born there; the caller comes in when
 * nothing slow is left, and waits for the verdict.
 */
static int (*const steps[])(struct helper *) = {
	own_state_check, request_receive, plan_make,	  sources_open, limits_set,   jail_start,
	limits_leave,	 entry_create,	  uplink_connect, hooks_run,	caller_limit, verdict_fill,
};

static int verdict_send(struct helper *helper, enum verdict_outcome outcome)
{
	uint8_t message[8192];
	struct verdict *verdict = &helper->verdict;
	bool is_jailed = outcome == VERDICT_JAILED;
	ssize_t length;

	verdict->outcome = outcome;
	(void)snprintf(verdict->reason, sizeof(verdict->reason), "%s", helper->report.text);
	length = verdict_encode(verdict, message, sizeof(message));
	if (length < 0)
		return (int)length;
	return message_send(HELPER_SOCKET_FD, message, (size_t)length, &helper->keeper.init.pidfd,
			    is_jailed ? 1 : 0);
}

static int refuse(struct helper *helper)
{
	/* The caller goes on when it is told, and must be home by then. */
	cgroup_end(&helper->keeper.cgroup);
	(void)verdict_send(helper, VERDICT_REFUSED);
	/* init has a death signal bound to us; only the name is left to remove. */
	if (helper->keeper.entry.name[0] != '\0')
		jail_entry_remove(&helper->keeper.entry);
	return EXIT_FAILURE;
}

static int keep(struct helper *helper)
{
	int error = verdict_send(helper, VERDICT_JAILED);

	/* A caller that can not be told is a caller that has not joined: keeper_run ends the jail.
	 */
	jail_plan_clear(&helper->plan);
	request_clear(&helper->request);
	(void)jail_entries_sweep();
	if (keeper_run(&helper->keeper) < 0 || error < 0)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
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
		.keeper = { .socket_fd = HELPER_SOCKET_FD,
			    .caller_pidfd = NO_FD,
			    .init = { .pid = -1, .pidfd = NO_FD },
			    .destroyer = { .end_fd = NO_FD },
			    .cgroup = CGROUP_NONE,
			    .uplink = { .end_fd = NO_FD },
			    .changes_lock_fd = NO_FD },
		.terminal_fd = NO_FD,
	};
	int outcome = 0;

	if (!has_module_socket())
		return sweep_by_hand();
	for (size_t i = 0; outcome == 0 && i < ARRAY_SIZE(steps); i++)
		outcome = steps[i](&helper);
	if (outcome > 0)
		return verdict_send(&helper, outcome == STEP_ANSWERED ? VERDICT_COVERED
								      : VERDICT_NOT_JAILED) < 0
			       ? EXIT_FAILURE
			       : EXIT_SUCCESS;
	return outcome < 0 ? refuse(&helper) : keep(&helper);
}
