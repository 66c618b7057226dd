/* SPDX-License-Identifier: BSD-3-Clause */
/* An account's lines in the host's group file; see request_groups.h. */
#include "config/request_groups.h"

#include <string.h>

#include "shared/cleanup.h"
#include "shared/request.h"
#include "system/host_accounts.h"
#include "system/report.h"

static struct request_group *group_find(struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return &request->groups[i];
	return NULL;
}

static int group_add(struct request *request, gid_t gid, const char *name)
{
	struct request_group *groups;
	char *copy;

	if (request->group_count == REQUEST_GROUPS)
		return -E2BIG;
	groups = reallocarray(request->groups, request->group_count + 1, sizeof(*groups));
	if (groups == NULL)
		return -ENOMEM;
	request->groups = groups;
	copy = strdup(name);
	if (copy == NULL)
		return -ENOMEM;
	groups[request->group_count++] = (struct request_group){ gid, copy };
	return 0;
}

/* The first name of a number is the one that counts; the primary group is there already. */
static int group_take(const struct host_group *group, void *data)
{
	struct request *request = data;
	struct request_group *known = group_find(request, group->gid);
	char *name;

	if (known == NULL)
		return host_group_has_member(group, request->user)
			       ? group_add(request, group->gid, group->name)
			       : 0;
	if (known->name[0] != '\0')
		return 0;
	name = strdup(group->name);
	if (name == NULL)
		return -ENOMEM;
	free(known->name);
	known->name = name;
	return 0;
}

int request_groups_complete(struct request *request, struct report *report)
{
	int result;

	if (request->group_count > 0 || request->uid == 0)
		return 0;
	result = host_accounts_has_user(HOST_PASSWD, request->user, request->uid);
	if (result < 0)
		return report_error(report, -result, "'%s' can not be read", HOST_PASSWD);
	if (result == 0)
		return 0;
	result = group_add(request, request->gid, "");
	if (result == 0)
		result = host_accounts_visit_groups(HOST_GROUP, group_take, request);
	return result == 0 ? 0 : report_error(report, -result, "'%s' can not be read", HOST_GROUP);
}
