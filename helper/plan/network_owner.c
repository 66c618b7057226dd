/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose the jail's network is; see network_owner.h. */
#include "plan/network_owner.h"

#include "plan/jail_plan.h"

bool network_owner_is_tenant(const struct jail_plan *plan)
{
	return plan->has_user_namespace && plan->network != NETWORK_HOST &&
	       plan->network != NETWORK_NETNS;
}
