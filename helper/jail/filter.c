/* SPDX-License-Identifier: BSD-3-Clause */
/* The filter of system calls; see filter.h. */
#include "jail/filter.h"

#include <stddef.h>
#include <string.h>

#include "filter_tables.h"
#include "plan/jail_plan.h"
#include "plan/network_owner.h"
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
#define FITS(name)                                                                      \
	_Static_assert(ARRAY_SIZE(filter_families) + ARRAY_SIZE(name) <= FILTER_MAX &&  \
			       ARRAY_SIZE(filter_families_packet) + ARRAY_SIZE(name) <= \
				       FILTER_MAX,                                      \
		       "raise FILTER_MAX")

FITS(filter_plain);
FITS(filter_plain_nested);
FITS(filter_private);
FITS(filter_private_nested);

/* By user namespace, then by nested namespaces. */
static const struct filter filters[2][2] = {
	{ FILTER(filter_plain), FILTER(filter_plain_nested) },
	{ FILTER(filter_private), FILTER(filter_private_nested) },
};

/* By whether the tenant's root may have what leaves his network, and comes into it, as it is. */
static const struct filter families[2] = {
	FILTER(filter_families),
	FILTER(filter_families_packet),
};

static void append(struct verdict *verdict, const struct filter *filter)
{
	_Static_assert(sizeof(*filter->program) == sizeof(*verdict->filter), "BPF has 8 bytes");
	(void)memcpy(verdict->filter + verdict->filter_count, filter->program,
		     filter->count * sizeof(*filter->program));
	verdict->filter_count += filter->count;
}

void filter_choose(struct verdict *verdict, const struct jail_plan *plan)
{
	verdict->filter_count = 0;
	if (plan->filter == FILTER_OFF)
		return;
	if (plan->network != NETWORK_HOST)
		append(verdict, &families[network_owner_is_tenant(plan)]);
	append(verdict, &filters[plan->has_user_namespace][plan->has_nested_namespaces]);
}
