/* SPDX-License-Identifier: BSD-3-Clause */
/* Who asks, for whom, and what jail he gets. */
#include "login/login.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include "config/plan_make.h"
#include "config/request_groups.h"
#include "jail/sources_open.h"
#include "keeper/keeper_list.h"
#include "keeper/request_receive.h"
#include "plan/services.h"
#include "shared/cleanup.h"
#include "shared/message.h"
#include "shared/patience.h"
#include "system/privileges.h"

int login_state_check(struct login *login)
{
	int error = privileges_check_own(&login->report);

	return error < 0 ? error : privileges_reset_inherited(&login->report);
}

int login_request_take(struct login *login)
{
	return request_receive(&login->request, &login->caller_pidfd, &login->terminal_fd,
			       login->begin_ms + HANG_HELPER_MS, &login->report);
}

static void label_fill(struct login *login)
{
	struct keeper *keeper = &login->keeper;

	login->label = session_label_make(&login->request);
	keeper->uid = login->request.uid;
	(void)snprintf(keeper->user, sizeof(keeper->user), "%s", login->request.user);
}

static void lines_join(char *text)
{
	for (char *end = strchr(text, '\n'); end != NULL; end = strchr(end, '\n'))
		*end = end[1] == '\0' ? '\0' : ';';
}

/* For a look alone: what the plan says, in one line, and whether a login could have it. */
static int plan_look(struct login *login)
{
	_cleanup_free_ char *facts = keeper_facts_make(&login->plan);

	if (facts == NULL)
		return report_error(&login->report, ENOMEM, "no room for what the plan says");
	lines_join(facts);
	report_log(&login->report, LOG_INFO, "the plan for user '%s': %s", login->request.user,
		   facts);
	return sources_check(&login->plan, &login->request, &login->report);
}

/* For the eyes of who reads the log; a caller that has ended has none. */
static void program_name(char *ret_path, size_t size)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);
	char link[32];
	ssize_t end = -1;

	if (getsockopt(HELPER_SOCKET_FD, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0) {
		(void)snprintf(link, sizeof(link), "/proc/%d/exe", (int)peer.pid);
		end = readlink(link, ret_path, size - 1);
	}
	ret_path[end < 0 ? 0 : end] = '\0';
}

/* A service that nobody has tried may read the tenant's files as root, or serve the next user. */
static int service_check(struct login *login)
{
	const char *service = login->request.service, *fault = services_fault(service);
	char program[PATH_MAX];

	if (login->request.is_query || services_have(login->plan.services, service))
		return 0;
	program_name(program, sizeof(program));
	if (fault == NULL)
		return report_error(&login->report, 0,
				    "service '%s' (%s) was not tried with jails, see services in "
				    "nsjail.conf(5)",
				    service, program);
	return report_error(
		&login->report, 0,
		"service '%s' (%s) can not be jailed: %s, see services in nsjail.conf(5)", service,
		program, fault);
}

int login_plan_take(struct login *login)
{
	int error = request_groups_complete(&login->request, &login->report);

	if (error == 0)
		error = plan_make(&login->plan, &login->request, &login->report);
	if (error < 0)
		return error;
	label_fill(login);
	if (!login->plan.is_jailed)
		return STEP_NOT_JAILED;
	error = service_check(login);
	if (error < 0)
		return error;
	/* The jail's group file has to hold them. */
	if (login->request.group_count == 0)
		return report_error(&login->report, 0, "the groups of user '%s' are not known",
				    login->request.user);
	if (login->request.is_audit) {
		error = plan_look(login);
		return error < 0 ? error : STEP_ANSWERED;
	}
	return login->request.is_query ? STEP_ANSWERED : 0;
}
