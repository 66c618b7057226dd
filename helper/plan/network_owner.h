/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who has rights over the jail's network: raw sockets, addresses, routes, packet filters.
 * It must never: answer for the host's network, which nobody in a jail owns.
 */
#pragma once

#include <stdbool.h>

struct jail_plan;

/* True if the network namespace belongs to the user namespace of the tenant's own root. */
bool network_owner_is_tenant(const struct jail_plan *plan);

/*
 * True if the jail has a user namespace, and a network that is made for it alone but belongs to the
 * host's.
 */
bool network_owner_is_host(const struct jail_plan *plan);
