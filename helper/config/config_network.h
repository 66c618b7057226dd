/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The keys about the network: what each may be, and what they mean together.
 * It must never: ask the kernel; whether a bridge or a namespace is there is seen when it is used.
 */
#pragma once

struct config_key;
struct config_value;
struct jail_plan;
struct report;

/* Parsers of config_keys.c's table: 0 or -errno, reported with file and line. */
int parse_network(const struct config_key *key, const struct config_value *value,
		  struct jail_plan *plan);
int parse_veth_bridge(const struct config_key *key, const struct config_value *value,
		      struct jail_plan *plan);
int parse_veth_address(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan);
int parse_veth_gateway(const struct config_key *key, const struct config_value *value,
		       struct jail_plan *plan);

/*
 * Takes the net namespace out of a plan that has the host's network, fills in the gateways, and
 * reports what does not fit together.
 */
void config_network_settle(struct jail_plan *plan, struct report *report);
