/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses of jails: IPv4 and IPv6 networks as they are written in nsjail.conf, and which address
 * of a pool a uid gets. It must never: hand out a network's own address, its first host (the
 * gateway) or its broadcast address.
 */
#pragma once

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>

enum ip_family { IP_V4, IP_V6, IP_FAMILIES };

struct ip_address {
	int family; /* AF_INET, AF_INET6, or 0: none */
	uint8_t bytes[16];
};

/* A pool if all bits behind the prefix are 0, else one address in its network. */
struct ip_range {
	struct ip_address address;
	unsigned int prefix;
};

#define IP_TEXT_MAX	  INET6_ADDRSTRLEN
#define IP_RANGE_TEXT_MAX (INET6_ADDRSTRLEN + 4)

/* Bytes of an address. */
unsigned int ip_size(const struct ip_address *address);

/* IP_V4 or IP_V6. */
enum ip_family ip_family(const struct ip_address *address);

/* One address, in the usual spelling. 0 or -EINVAL. */
int ip_address_parse(struct ip_address *ret_address, const char *text);

bool ip_address_equal(const struct ip_address *a, const struct ip_address *b);

/* text has IP_TEXT_MAX bytes. */
void ip_address_text(const struct ip_address *address, char *text);

/*
 * ADDRESS/PREFIX. 0, or -EINVAL with the reason, a constant, in *ret_reason: not of the form, a
 * prefix that leaves no room, or addresses that no host can have.
 */
int ip_range_parse(struct ip_range *ret_range, const char *text, const char **ret_reason);

/* text has IP_RANGE_TEXT_MAX bytes. */
void ip_range_text(const struct ip_range *range, char *text);

bool ip_range_is_pool(const struct ip_range *range);

/* True if the address is one of the network's. */
bool ip_range_contains(const struct ip_range *range, const struct ip_address *address);

/* The first host of the network. */
struct ip_address ip_range_first(const struct ip_range *range);

/*
 * What a uid may have: attempt 0 is the place that is always his, in the first three quarters of
 * the pool; the next ones go down from its end, through the last quarter, where no uid's place is.
 * False when there is none any more; a range that is no pool has one.
 */
bool ip_range_candidate(const struct ip_range *range, uint32_t uid, uint64_t attempt,
			struct ip_address *ret_address);
