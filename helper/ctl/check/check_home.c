/* SPDX-License-Identifier: BSD-3-Clause */
/* What of a home and of the user's groups his jail can not have, though he has it on the host. */
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "ids/idmap.h"
#include "ids/idmap_find.h"
#include "ids/idmap_groups.h"
#include "shared/cleanup.h"
#include "system/report.h"

static bool has_group(const struct request *request, gid_t gid)
{
	for (size_t i = 0; i < request->group_count; i++)
		if (request->groups[i].gid == gid)
			return true;
	return gid == request->gid;
}

/* One that is not there, or not his, has errors of its own. */
static void check_group(const struct subject *subject, struct findings *findings)
{
	const struct request *request = &subject->request;
	struct stat status;

	if (subject->plan.home != HOME_BIND || lstat(request->home, &status) < 0 ||
	    !S_ISDIR(status.st_mode) || has_group(request, status.st_gid))
		return;
	findings_add(findings, SEVERITY_WARNING, findings->where,
		     "add him to the group (usermod -aG), or chgrp the home to one of his: see "
		     "home, bind in nsjail.conf(5)",
		     "home '%s' is of group %u, which is none of user '%s': it is nobody's in his "
		     "jail, and his own root there can not write to it",
		     request->home, status.st_gid, request->user);
}

static void check_groups(const struct subject *subject, struct findings *findings)
{
	struct report quiet = { .socket_fd = NO_FD };
	struct idmap map = { .is_active = false };

	if (idmap_find(&map, &subject->request, &quiet) < 0 || map.groups_left == 0)
		return;
	findings_add(
		findings, SEVERITY_WARNING, findings->where,
		"take him out of groups that he does not need",
		"%zu groups of user '%s', from %u on, are more than the kernel maps: they have "
		"no rights in home and binds, and the jail has %zu of them not at all",
		map.groups_left, subject->request.user, map.first_left,
		idmap_groups_missing(&map, &subject->request));
}

void check_home(const struct subject *subject, struct findings *findings)
{
	if (!subject->plan.has_user_namespace)
		return;
	check_group(subject, findings);
	check_groups(subject, findings);
}
