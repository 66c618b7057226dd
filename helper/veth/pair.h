/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pair of interfaces: the host's end on its bridge, the jail's end with its addresses and
 * routes. It must never: leave half a pair; the caller deletes what was made when a later step
 * fails.
 */
#pragma once

#include <stdbool.h>

#include "veth/netlink.h"
#include "veth/port_name.h"
#include "veth/ports.h"

/* The jail's interface. */
#define PAIR_INSIDE_NAME "eth0"

#define MAC_SIZE 6

struct pair {
	char name[IFNAMSIZ]; /* of the host's end */
	const struct port *bridge;
	bool is_isolated; /* from other isolated ends on the bridge */
	bool is_alone; /* nothing but the gateway is on the link, so that nobody has neighbours to
			  make */
	int namespace_fd;
	uint8_t mac[MAC_SIZE]; /* of the jail's end */
	struct port_owner owner;
	unsigned int prefixes[IP_FAMILIES];
	struct ip_address gateways[IP_FAMILIES];
};

/* The jail's hardware address, made from its first address: one for each address of a network. */
void pair_mac_make(uint8_t mac[MAC_SIZE], const struct ip_address *addresses);

/* Makes the pair, with the jail's end in the jail from the first moment. 0 or -errno. */
int pair_create(const struct pair *pair, struct netlink *route);

/* Marks the host's end as ours, puts it on the bridge and sets it up. 0 or -errno. */
int pair_attach(const struct pair *pair, struct netlink *route);

/* Deletes both ends, whatever namespace this process has entered since. */
void pair_delete(const struct pair *pair, struct netlink *route);

/*
 * Enters the jail's network namespace and stays there: the jail's end gets its addresses and routes
 * and is set up; what a router on the bridge announces is not heeded. 0 or -errno.
 */
int pair_configure_inside(const struct pair *pair);
