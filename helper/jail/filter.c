/* SPDX-License-Identifier: BSD-3-Clause */
/* The filter of system calls; see filter.h. */
#include "jail/filter.h"

#include <stddef.h>
#include <string.h>

#include "filter_tables.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "shared/request.h"

struct filter {
	const struct sock_filter *program;
	size_t count;
};

#define FILTER(name)                     \
	{                                \
		(name), ARRAY_SIZE(name) \
	}
#define FITS(name) _Static_assert(ARRAY_SIZE(name) <= FILTER_MAX, "raise FILTER_MAX")

FITS(filter_plain);
FITS(filter_plain_nested);
FITS(filter_private);
FITS(filter_private_nested);

/* By user namespace, then by nested namespaces. */
static const struct filter filters[2][2] = {
	{ FILTER(filter_plain), FILTER(filter_plain_nested) },
	{ FILTER(filter_private), FILTER(filter_private_nested) },
};

void filter_choose(struct verdict *verdict, const struct jail_plan *plan)
{
	const struct filter *filter =
		&filters[plan->has_user_namespace][plan->has_nested_namespaces];

	_Static_assert(sizeof(*filter->program) == sizeof(*verdict->filter), "BPF has 8 bytes");
	verdict->filter_count = 0;
	if (plan->filter == FILTER_OFF)
		return;
	verdict->filter_count = filter->count;
	(void)memcpy(verdict->filter, filter->program, filter->count * sizeof(*filter->program));
}
