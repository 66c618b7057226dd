/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "ids/idmap_find.h"

#include <errno.h>
#include <stdio.h>

#include "ids/idmap.h"
#include "ids/idmap_groups.h"
#include "ids/subid_ranges.h"
#include "ids/subids_run.h"
#include "shared/request.h"
#include "system/report.h"

/* Only where another name service than the files is asked is a program needed for it. */
static int ranges_ask(const struct request *request, char *answer, size_t size,
		      struct report *report)
{
	char uid[16];

	if (!subid_ranges_are_in_files())
		return subids_run(request, answer, size, report);
	(void)snprintf(uid, sizeof(uid), "%u", request->uid);
	(void)subid_ranges_choose(&subid_source_files, request->user, uid, answer, size);
	return 0;
}

/* The tenant's root can be whoever is in the range, and so a group of the user's on the host. */
static int groups_check(const struct idmap *map, const struct request *request,
			struct report *report)
{
	for (size_t i = 0; i < request->group_count; i++) {
		const struct request_group *group = &request->groups[i];

		if (group->gid - map->gid_base >= map->count)
			continue;
		(void)report_error(report, 0,
				   "the subordinate gids %u to %u hold %u, an id of the group '%s' "
				   "that the name service knows",
				   map->gid_base, map->gid_base + map->count - 1, group->gid,
				   group->name);
		return -EEXIST;
	}
	return 0;
}

int idmap_find(struct idmap *ret_map, const struct request *request, struct report *report)
{
	struct idmap map = { .is_active = true, .uid = request->uid, .gid = request->gid };
	char answer[REASON_MAX];
	int error = ranges_ask(request, answer, sizeof(answer), report);

	if (error < 0)
		return error;
	if (answer[0] == '!')
		return report_error(report, 0, "%s", answer + 1);
	/* NOLINTNEXTLINE(cert-err34-c): the range of each has been checked */
	if (sscanf(answer, "%u %u %u", &map.uid_base, &map.gid_base, &map.count) != 3 ||
	    map.count < 2)
		return report_error(report, EBADMSG, "subordinate ids of '%s'", request->user);
	error = groups_check(&map, request, report);
	if (error < 0)
		return error;
	error = idmap_groups_take(&map, request);
	if (error < 0)
		return report_error(report, -error, "the groups of user '%s'", request->user);
	*ret_map = map;
	return 0;
}
