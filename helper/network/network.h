/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The jail's name and its network: hostname in the uts namespace, loopback in the net namespace, or
 * the namespace that somebody else has made for it. It must never: touch an interface outside the
 * jail's own namespace.
 */
#pragma once

#include <stdint.h>

struct jail_build;
struct jail_plan;
struct jail_sources;
struct report;

/* sethostname(2) where the plan has a uts namespace. 0 or -errno. */
int network_hostname_set(struct jail_build *build);

/*
 * Sets lo up where the jail has a net namespace of its own making (netdevice(7)), in the phase of
 * whoever owns it. 0 or -errno.
 */
int network_loopback_up(struct jail_build *build);

/*
 * Opens the namespace of network = netns:NAME, which ip-netns(8) has made: root's alone by its
 * path, a network namespace, and owned by the host's user namespace. 0, or -errno with the reason.
 */
int network_source_open(struct jail_sources *sources, const struct jail_plan *plan,
			struct report *report);

/*
 * Enters that namespace, or makes the one that is to belong to the host although the jail has a
 * user namespace; init does, or whoever clones it, which init inherits. 0 or -errno.
 */
int network_join(struct jail_build *build);

/*
 * Lets everybody in a network of the jail's own listen on every port, and ping: there are no
 * others' services that the ports below 1024 could be mistaken for. Done from outside, the builder
 * goes into that network. 0 or -errno.
 */
int network_ports_open(struct jail_build *build);

/* The plan's namespaces without the one that init is not to make. */
uint32_t network_new_namespaces(const struct jail_plan *plan);
