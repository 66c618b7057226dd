/* SPDX-License-Identifier: BSD-3-Clause */
/* The pair of interfaces; see pair.h. */
#include "veth/pair.h"

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>

/* Locally administered; what has 0xfe never becomes the hardware address of a bridge. */
#define MAC_INSIDE  0x02
#define MAC_OUTSIDE 0xfe
#define MAC_MARK    0x6e

void pair_mac_make(uint8_t mac[MAC_SIZE], const struct ip_address *addresses)
{
	const struct ip_address *address =
		addresses[IP_V4].family != 0 ? &addresses[IP_V4] : &addresses[IP_V6];

	mac[0] = MAC_INSIDE;
	mac[1] = MAC_MARK;
	(void)memcpy(&mac[2], &address->bytes[ip_size(address) - 4], 4);
}

static void end_put(struct nlmsghdr *request, const struct pair *pair, uint8_t first,
		    const char *name)
{
	uint8_t mac[MAC_SIZE];

	(void)memcpy(mac, pair->mac, sizeof(mac));
	mac[0] = first;
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put(request, IFLA_ADDRESS, sizeof(mac), mac);
	mnl_attr_put_u32(request, IFLA_MTU, pair->bridge->mtu);
}

int pair_create(const struct pair *pair, struct netlink *route)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);
	struct nlattr *info, *data, *peer;

	end_put(request, pair, MAC_OUTSIDE, pair->name);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(request, VETH_INFO_PEER);
	(void)mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	end_put(request, pair, MAC_INSIDE, PAIR_INSIDE_NAME);
	mnl_attr_put_u32(request, IFLA_NET_NS_FD, (uint32_t)pair->namespace_fd);
	mnl_attr_nest_end(request, peer);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, info);
	return netlink_run(route, request, NULL, NULL);
}

/* An order about an interface that is there already. */
static struct nlmsghdr *change_begin(struct netlink *route, struct netlink_message *message,
				     const char *name, uint16_t type, unsigned char family,
				     unsigned int flags)
{
	struct ifinfomsg *header;
	struct nlmsghdr *request = netlink_begin(route, message, type, 0, sizeof(*header), &header);

	header->ifi_family = family;
	header->ifi_index = (int)if_nametoindex(name);
	header->ifi_flags = header->ifi_change = flags;
	return request;
}

static int up_set(struct netlink *route, const char *name)
{
	struct netlink_message message;

	return netlink_run(route,
			   change_begin(route, &message, name, RTM_SETLINK, AF_UNSPEC, IFF_UP),
			   NULL, NULL);
}

static int owner_and_bridge_set(const struct pair *pair, struct netlink *route)
{
	struct netlink_message message;
	struct nlmsghdr *request =
		change_begin(route, &message, pair->name, RTM_SETLINK, AF_UNSPEC, 0);
	char alias[PORT_ALIAS_MAX];

	port_alias_make(alias, &pair->owner);
	mnl_attr_put(request, IFLA_IFALIAS, strlen(alias), alias);
	mnl_attr_put_u32(request, IFLA_MASTER, pair->bridge->index);
	return netlink_run(route, request, NULL, NULL);
}

/* A tenant's root must not take part in the bridge's own talk (guard) either. */
static int bridge_port_set(const struct pair *pair, struct netlink *route)
{
	struct netlink_message message;
	struct nlmsghdr *request =
		change_begin(route, &message, pair->name, RTM_SETLINK, AF_BRIDGE, 0);
	struct nlattr *port = mnl_attr_nest_start(request, IFLA_PROTINFO | NLA_F_NESTED);

	mnl_attr_put_u8(request, IFLA_BRPORT_ISOLATED, pair->is_isolated);
	mnl_attr_put_u8(request, IFLA_BRPORT_GUARD, 1);
	mnl_attr_nest_end(request, port);
	return netlink_run(route, request, NULL, NULL);
}

int pair_attach(const struct pair *pair, struct netlink *route)
{
	int error = owner_and_bridge_set(pair, route);

	if (error == 0)
		error = bridge_port_set(pair, route);
	return error == 0 ? up_set(route, pair->name) : error;
}

void pair_delete(const struct pair *pair, struct netlink *route)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request =
		netlink_begin(route, &message, RTM_DELLINK, 0, sizeof(*header), &header);

	mnl_attr_put_strz(request, IFLA_IFNAME, pair->name);
	(void)netlink_run(route, request, NULL, NULL);
}
