/* SPDX-License-Identifier: BSD-3-Clause */
/* A build without libsubid: the files, if they are the source; see ranges.h. */
#include <errno.h>
#include <stdio.h>

#include "ids/subid_ranges.h"
#include "subids/ranges.h"

int ranges_answer(const char *user, const char *uid, char *answer, size_t size)
{
	if (subid_ranges_are_in_files())
		return subid_ranges_choose(&subid_source_files, user, uid, answer, size);
	(void)snprintf(answer, size,
		       "!nsswitch.conf has another source of subordinate ids than the files, and "
		       "this build has no libsubid to ask it with");
	return -ENOSYS;
}
