/* SPDX-License-Identifier: BSD-3-Clause */
/* Ranges as libsubid knows them; see ranges.h. */
#include <errno.h>
#include <shadow/subid.h>
#include <stdio.h>
#include <stdlib.h>

#include "ids/subid_ranges.h"
#include "shared/cleanup.h"
#include "subids/ranges.h"

static int ranges_get(enum id_kind_number kind, const char *user, const char *uid,
		      struct id_range **ret_ranges)
{
	_cleanup_free_ struct subid_range *found = NULL;
	int count = kind == ID_KIND_UID ? subid_get_uid_ranges(user, &found)
					: subid_get_gid_ranges(user, &found);
	struct id_range *ranges;

	(void)uid;
	if (count <= 0)
		return count;
	ranges = calloc((size_t)count, sizeof(*ranges));
	if (ranges == NULL)
		return -1;
	for (int i = 0; i < count; i++)
		ranges[i] = (struct id_range){ found[i].start, found[i].count };
	*ret_ranges = ranges;
	return count;
}

/* A service that can not tell says nothing about anybody. */
static bool is_of_another(enum id_kind_number kind, unsigned long id, unsigned long uid)
{
	_cleanup_free_ uid_t *owners = NULL;
	int count = kind == ID_KIND_UID ? subid_get_uid_owners((uid_t)id, &owners)
					: subid_get_gid_owners((gid_t)id, &owners);

	for (int i = 0; i < count; i++)
		if (owners[i] != uid)
			return true;
	return false;
}

int ranges_answer(const char *user, const char *uid, char *answer, size_t size)
{
	const struct subid_source source = { subid_ranges_are_in_files(), ranges_get,
					     is_of_another };

	if (!subid_init("pam_nsjail_subids", stderr)) {
		(void)snprintf(answer, size, "!subordinate ids can not be looked up");
		return -EIO;
	}
	return subid_ranges_choose(&source, user, uid, answer, size);
}
