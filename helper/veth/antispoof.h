/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The administrator's nftables rules against forged addresses (nsjail-antispoof.nft.example): this
 * room enters a jail's interface with its addresses in their sets, and takes dead ones out.
 * It must never: make a table, a set or a rule; where there are none, it does nothing.
 */
#pragma once

#include "veth/netlink.h"
#include "veth/pair.h"
#include "veth/ports.h"

/* In the family "bridge". */
#define ANTISPOOF_TABLE "nsjail"

#define ANTISPOOF_KEY_MAX 32

/* The value that the kernel looks up: the name, then an address, each filled up to four bytes. */
struct antispoof_key {
	size_t size;
	uint8_t bytes[ANTISPOOF_KEY_MAX];
};

void antispoof_key_make(struct antispoof_key *key, const char *name, const uint8_t *address,
			size_t size);

/* The link-local address that belongs to a hardware address (RFC 4291, appendix A). */
void antispoof_link_local(uint8_t address[16], const uint8_t mac[MAC_SIZE]);

/* True if the table's chain is there, and the sets that the pair's addresses would be entered in.
 */
bool antispoof_is_loaded(struct netlink *netfilter, const struct pair *pair);

/*
 * Enters the pair's addresses in those sets that are there, and removes what is entered for its
 * name or for interfaces that are not in ports. netfilter is a socket of NETLINK_NETFILTER.
 * 0 or -errno.
 */
int antispoof_enter(struct netlink *netfilter, const struct ports *ports, const struct pair *pair);
