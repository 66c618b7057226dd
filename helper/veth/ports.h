/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's interfaces and addresses as they are now, those of dead jails removed, and what is
 * free for one more. It must never: be used without the lock that makes logins choose one after the
 * other, or remove an interface that does not bear our own alias.
 */
#pragma once

#include <stddef.h>

#include "veth/netlink.h"
#include "veth/port_name.h"

struct port {
	unsigned int index;
	uint32_t mtu;
	char name[IFNAMSIZ];
	bool is_bridge;
	bool is_ours;
	struct port_owner owner;
};

struct ports {
	size_t count;
	struct port *list; /* owned */
	size_t address_count;
	struct ip_address *addresses; /* the host's own on any interface; owned */
};

/* Reads all interfaces and addresses. 0 or -errno; ports_clear is due also after a failure. */
int ports_read(struct ports *ports, struct netlink *route);

/* Frees what was read. */
void ports_clear(struct ports *ports);

/* Deletes those of ours whose keeper is dead, and takes them off the list. 0 or -errno. */
int ports_sweep(struct ports *ports, struct netlink *route);

const struct port *ports_find(const struct ports *ports, const char *name);

/*
 * How the host takes router advertisements at an interface: accept_ra as the kernel has it, '0' if
 * it has no IPv6 there. Whether forwarding makes up for it today is not asked.
 */
char port_accepts_routers(const struct port *port);

/* The first name of a uid's that is free. 0, -EEXIST (in *ret_name: not ours), or -ENOSPC. */
int ports_choose_name(const struct ports *ports, uint32_t uid, char ret_name[IFNAMSIZ]);

/* True if an interface of the host bears the address. */
bool ports_host_has(const struct ports *ports, const struct ip_address *address);

/* The first address that a uid may have and neither a jail nor the host has. 0, or -EADDRINUSE. */
int ports_choose_address(const struct ports *ports, const struct ip_range *range,
			 const struct ip_address *gateway, uint32_t uid,
			 struct ip_address *ret_address);
