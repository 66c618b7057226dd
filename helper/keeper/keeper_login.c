/* SPDX-License-Identifier: BSD-3-Clause */
/* Logins that need no helper; see keeper_login.h. */
#include "keeper/keeper_login.h"

#include <stdio.h>
#include <string.h>

#include "keeper/keeper.h"
#include "plan/plan_digest.h"
#include "plan/profile_stamps_look.h"
#include "plan/services.h"
#include "system/fd_kind.h"

/* With a blank on both sides; too short for one that fills a label's field and may have been cut.
 */
#define SERVICE_WORD_SIZE (sizeof(((struct session_label *)NULL)->service) + 1)

static bool has_origin(const struct keeper *keeper, const struct request *request)
{
	struct plan_origin origin;

	return profile_stamps_are_current(&keeper->profiles) &&
	       plan_origin_make(&origin, &request->sources, &keeper->profiles, request) == 0 &&
	       plan_origins_are_same(&origin, &keeper->origin);
}

/* As a word of the list; false for a name that can not be one. */
static bool word_make(char word[SERVICE_WORD_SIZE], const char *service)
{
	return service[0] != '\0' && strchr(service, ' ') == NULL &&
	       snprintf(word, SERVICE_WORD_SIZE, " %s ", service) < (int)SERVICE_WORD_SIZE;
}

/*
 * One that has not come yet may not be among the plan's; who only asks opens no session. login(1)
 * brings a terminal, and only the helper gives a jail one, or says who can not have it.
 */
static bool has_service(const struct keeper *keeper, const struct request *request)
{
	char word[SERVICE_WORD_SIZE];

	return request->is_query ||
	       (!services_is_of_login(request->service) && word_make(word, request->service) &&
		strstr(keeper->origin_services, word) != NULL);
}

/* A range may have passed to another user. */
static bool has_ids(const struct keeper *keeper)
{
	return !keeper->has_user_namespace || subid_stamp_is_current(&keeper->subids);
}

/* A keeper has no right to give a terminal away; see login_terminal_give. */
static bool has_terminal_to_give(const struct keeper *keeper, const struct request *request)
{
	return keeper->has_user_namespace && request->leads_terminal;
}

void keeper_login_came(struct keeper *keeper, const struct plan_origin *origin, const char *service)
{
	char *services = keeper->origin_services;
	char word[SERVICE_WORD_SIZE];
	size_t used;

	if (!plan_origins_are_same(origin, &keeper->origin))
		services[0] = '\0';
	keeper->origin = *origin;
	if (!word_make(word, service) || strstr(services, word) != NULL)
		return;
	used = strlen(services);
	if (used + strlen(word) < sizeof(keeper->origin_services))
		(void)snprintf(services + used, sizeof(keeper->origin_services) - used, "%s", word);
}

void keeper_login_joined(struct keeper *keeper, const struct plan_origin *origin,
			 const char *service)
{
	if (origin->sources.main_file.inode != 0 &&
	    profile_stamps_renew(&keeper->profiles, origin->profiles))
		keeper_login_came(keeper, origin, service);
}

bool keeper_knows_login(const struct keeper *keeper, const struct request *request,
			int connection_fd, int pidfd)
{
	return keeper->is_shared && !keeper->cgroup.holds_callers && !request->is_audit &&
	       request->group_count > 0 && !has_terminal_to_give(keeper, request) &&
	       has_origin(keeper, request) && has_ids(keeper) && has_service(keeper, request) &&
	       fd_kind_is_peer(pidfd, connection_fd);
}
