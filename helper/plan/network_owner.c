/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose the jail's network is; see network_owner.h. */
#include "plan/network_owner.h"

#include <sched.h>

#include "plan/jail_plan.h"

bool network_owner_is_tenant(const struct jail_plan *plan)
{
	return plan->network_owner == NETWORK_OWNER_TENANT;
}

bool network_owner_is_host(const struct jail_plan *plan)
{
	return plan->has_user_namespace && (plan->namespaces & CLONE_NEWNET) != 0 &&
	       plan->network != NETWORK_NETNS && !network_owner_is_tenant(plan);
}
