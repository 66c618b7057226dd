/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's interfaces; see ports.h. */
#include "veth/ports.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"

static int nested_take(const struct nlattr *attribute, void *data)
{
	struct port *port = data;

	if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND)
		port->is_bridge = strcmp(mnl_attr_get_str(attribute), "bridge") == 0;
	return MNL_CB_OK;
}

static int attribute_take(const struct nlattr *attribute, void *data)
{
	struct port *port = data;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		(void)snprintf(port->name, sizeof(port->name), "%s", mnl_attr_get_str(attribute));
		break;
	case IFLA_MTU:
		port->mtu = mnl_attr_get_u32(attribute);
		break;
	case IFLA_IFALIAS:
		port->is_ours = port_alias_parse(&port->owner, mnl_attr_get_str(attribute));
		break;
	case IFLA_LINKINFO:
		return mnl_attr_parse_nested(attribute, nested_take, port);
	default:
		break;
	}
	return MNL_CB_OK;
}

static int link_take(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	struct ports *ports = data;
	struct port *list = reallocarray(ports->list, ports->count + 1, sizeof(*list));

	if (list == NULL)
		return MNL_CB_ERROR;
	ports->list = list;
	list[ports->count] = (struct port){ .index = (unsigned int)header->ifi_index };
	return mnl_attr_parse(message, sizeof(*header), attribute_take, &list[ports->count++]);
}

static int links_read(struct ports *ports, struct netlink *route)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request =
		netlink_begin(route, &message, RTM_GETLINK, NLM_F_DUMP, sizeof(*header), &header);

	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return netlink_run(route, request, link_take, ports);
}

struct address_work {
	struct ports *ports;
	int family;
};

static int address_add(struct address_work *work, const struct nlattr *attribute)
{
	struct ports *ports = work->ports;
	struct ip_address address = { .family = work->family };
	struct ip_address *addresses =
		reallocarray(ports->addresses, ports->address_count + 1, sizeof(*addresses));

	if (addresses == NULL)
		return MNL_CB_ERROR;
	ports->addresses = addresses;
	(void)memcpy(address.bytes, mnl_attr_get_payload(attribute), ip_size(&address));
	addresses[ports->address_count++] = address;
	return MNL_CB_OK;
}

/* On a point-to-point link one is the peer's (rtnetlink(7)), which is no jail's either. */
static int address_part_take(const struct nlattr *attribute, void *data)
{
	struct address_work *work = data;
	const struct ip_address any = { .family = work->family };
	int type = mnl_attr_get_type(attribute);

	if ((type != IFA_LOCAL && type != IFA_ADDRESS) ||
	    mnl_attr_get_payload_len(attribute) != ip_size(&any))
		return MNL_CB_OK;
	return address_add(work, attribute);
}

static int address_take(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	struct address_work work = { .ports = data, .family = header->ifa_family };

	if (header->ifa_family != AF_INET && header->ifa_family != AF_INET6)
		return MNL_CB_OK;
	return mnl_attr_parse(message, sizeof(*header), address_part_take, &work);
}

int ports_read(struct ports *ports, struct netlink *route)
{
	struct netlink_message message;
	struct ifaddrmsg *header;
	int error = links_read(ports, route);

	return error < 0 ? error
			 : netlink_run(route,
				       netlink_begin(route, &message, RTM_GETADDR, NLM_F_DUMP,
						     sizeof(*header), &header),
				       address_take, ports);
}

void ports_clear(struct ports *ports)
{
	free(ports->list);
	free(ports->addresses);
	*ports = (struct ports){ 0 };
}

static int port_delete(const struct port *port, struct netlink *route)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request =
		netlink_begin(route, &message, RTM_DELLINK, 0, sizeof(*header), &header);
	int error;

	header->ifi_index = (int)port->index;
	error = netlink_run(route, request, NULL, NULL);
	return error == -ENODEV ? 0 : error; /* its namespace has ended meanwhile */
}

int ports_sweep(struct ports *ports, struct netlink *route)
{
	size_t kept = 0;

	for (size_t i = 0; i < ports->count; i++) {
		const struct port *port = &ports->list[i];
		int error = 0;

		if (!port->is_ours || port_owner_is_alive(&port->owner))
			ports->list[kept++] = *port;
		else
			error = port_delete(port, route);
		if (error < 0)
			return error;
	}
	ports->count = kept;
	return 0;
}

const struct port *ports_find(const struct ports *ports, const char *name)
{
	for (size_t i = 0; i < ports->count; i++)
		if (strcmp(ports->list[i].name, name) == 0)
			return &ports->list[i];
	return NULL;
}

/* '?' if it can not be read, which no caller takes for "no". */
static char ipv6_setting_read(const struct port *port, const char *setting)
{
	_cleanup_close_ int fd = NO_FD;
	char path[128], value = '?';

	(void)snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", port->name, setting);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? '0' : '?';
	if (read(fd, &value, 1) != 1)
		value = '?';
	return value;
}

char port_accepts_routers(const struct port *port)
{
	if (ipv6_setting_read(port, "disable_ipv6") == '1')
		return '0';
	return ipv6_setting_read(port, "accept_ra");
}

int ports_choose_name(const struct ports *ports, uint32_t uid, char ret_name[IFNAMSIZ])
{
	for (unsigned int number = 0; port_name_make(ret_name, uid, number); number++) {
		const struct port *port = ports_find(ports, ret_name);

		if (port == NULL)
			return 0;
		if (!port->is_ours)
			return -EEXIST;
	}
	return -ENOSPC;
}

static bool is_in_use(const struct ports *ports, const struct ip_address *address)
{
	for (size_t i = 0; i < ports->count; i++) {
		const struct port *port = &ports->list[i];

		if (port->is_ours &&
		    ip_address_equal(&port->owner.addresses[ip_family(address)], address))
			return true;
	}
	return false;
}

bool ports_host_has(const struct ports *ports, const struct ip_address *address)
{
	for (size_t i = 0; i < ports->address_count; i++)
		if (ip_address_equal(&ports->addresses[i], address))
			return true;
	return false;
}

int ports_choose_address(const struct ports *ports, const struct ip_range *range,
			 const struct ip_address *gateway, uint32_t uid,
			 struct ip_address *ret_address)
{
	struct ip_address address;

	for (uint64_t attempt = 0; ip_range_candidate(range, uid, attempt, &address); attempt++) {
		if (ip_address_equal(&address, gateway) || ports_host_has(ports, &address) ||
		    is_in_use(ports, &address))
			continue;
		*ret_address = address;
		return 0;
	}
	return -EADDRINUSE;
}
