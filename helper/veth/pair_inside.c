/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's end of the pair; see pair.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <string.h>

#include "shared/cleanup.h"
#include "veth/pair.h"

#define SETTINGS "/proc/sys/net/ipv6/conf/" PAIR_INSIDE_NAME "/"

struct setting {
	const char *path;
	const char *value;
};

/* Anybody on the bridge could announce himself as the router. */
static const struct setting with_ipv6[] = {
	{ SETTINGS "accept_ra", "0" },
	{ SETTINGS "autoconf", "0" },
	{ SETTINGS "accept_redirects", "0" },
};

/* A link-local address brings a network with it, in which there would be neighbours to make. */
static const struct setting alone[] = {
	{ SETTINGS "addr_gen_mode", "1" /* none */ },
};

/* Without an address of its own a link-local one would still reach the neighbours. */
static const struct setting without_ipv6[] = { { SETTINGS "disable_ipv6", "1" } };

/* /proc/sys/net is that of whoever opens it. A kernel without IPv6 has nothing to set. */
static int setting_write(const struct setting *setting)
{
	_cleanup_close_ int fd = open(setting->path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	return write(fd, setting->value, 1) == 1 ? 0 : -errno;
}

static int list_write(const struct setting *settings, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = setting_write(&settings[i]);
	return error;
}

static int settings_write(const struct pair *pair)
{
	int error;

	if (pair->owner.addresses[IP_V6].family == 0)
		return list_write(without_ipv6, ARRAY_SIZE(without_ipv6));
	error = list_write(with_ipv6, ARRAY_SIZE(with_ipv6));
	return error == 0 && pair->is_alone ? list_write(alone, ARRAY_SIZE(alone)) : error;
}

static int up_set(struct netlink *route, unsigned int index)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request =
		netlink_begin(route, &message, RTM_SETLINK, 0, sizeof(*header), &header);

	header->ifi_index = (int)index;
	header->ifi_flags = header->ifi_change = IFF_UP;
	return netlink_run(route, request, NULL, NULL);
}

/* Nobody else can have it, so there is no need to wait until nobody has answered (nodad). */
static int address_add(struct netlink *route, unsigned int index, const struct ip_address *address,
		       unsigned int prefix)
{
	struct netlink_message message;
	struct ifaddrmsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);

	header->ifa_family = (uint8_t)address->family;
	header->ifa_prefixlen = (uint8_t)prefix;
	header->ifa_flags = IFA_F_NODAD;
	header->ifa_index = index;
	mnl_attr_put(request, IFA_LOCAL, ip_size(address), address->bytes);
	mnl_attr_put(request, IFA_ADDRESS, ip_size(address), address->bytes);
	return netlink_run(route, request, NULL, NULL);
}

/* To the gateway itself, where no network of the address leads there. */
static int gateway_route_add(struct netlink *route, unsigned int index,
			     const struct ip_address *gateway)
{
	struct netlink_message message;
	struct rtmsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);

	header->rtm_family = (uint8_t)gateway->family;
	header->rtm_dst_len = (uint8_t)(ip_size(gateway) * 8);
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_protocol = RTPROT_STATIC;
	header->rtm_scope = RT_SCOPE_LINK;
	header->rtm_type = RTN_UNICAST;
	mnl_attr_put(request, RTA_DST, ip_size(gateway), gateway->bytes);
	mnl_attr_put_u32(request, RTA_OIF, index);
	return netlink_run(route, request, NULL, NULL);
}

static int default_route_add(struct netlink *route, unsigned int index,
			     const struct ip_address *gateway)
{
	struct netlink_message message;
	struct rtmsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);

	header->rtm_family = (uint8_t)gateway->family;
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_protocol = RTPROT_STATIC;
	header->rtm_scope = RT_SCOPE_UNIVERSE;
	header->rtm_type = RTN_UNICAST;
	mnl_attr_put(request, RTA_GATEWAY, ip_size(gateway), gateway->bytes);
	mnl_attr_put_u32(request, RTA_OIF, index);
	return netlink_run(route, request, NULL, NULL);
}

static int family_add(const struct pair *pair, struct netlink *route, unsigned int index,
		      enum ip_family family)
{
	const struct ip_address *address = &pair->owner.addresses[family];
	int error;

	if (address->family == 0)
		return 0;
	error = address_add(route, index, address,
			    pair->is_alone ? ip_size(address) * 8 : pair->prefixes[family]);
	if (error == 0 && pair->is_alone)
		error = gateway_route_add(route, index, &pair->gateways[family]);
	return error == 0 ? default_route_add(route, index, &pair->gateways[family]) : error;
}

int pair_configure_inside(const struct pair *pair)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	unsigned int index;
	int error;

	if (setns(pair->namespace_fd, CLONE_NEWNET) < 0)
		return -errno;
	index = if_nametoindex(PAIR_INSIDE_NAME);
	error = netlink_open(&route, NETLINK_ROUTE);
	if (error == 0)
		error = settings_write(pair);
	if (error == 0)
		error = up_set(&route, index);
	for (enum ip_family family = 0; error == 0 && family < IP_FAMILIES; family++)
		error = family_add(pair, &route, index, family);
	return error;
}
