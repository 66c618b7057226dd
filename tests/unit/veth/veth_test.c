/* SPDX-License-Identifier: BSD-3-Clause */
/* The pair of interfaces and the choice of names and addresses, in network namespaces of the test's
 * own: made whole, gone with the jail, never another's. */
#include "veth/pair.h"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "veth/ports.h"

#define BRIDGE "br-test"

/* Makes an interface of a kind that needs nothing more. */
static void link_make(struct netlink *route, const char *name, const char *kind, const char *alias)
{
	struct netlink_message message;
	struct ifinfomsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);
	struct nlattr *info;

	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(request, info);
	check_number(netlink_run(route, request, NULL, NULL), 0);
	if (alias == NULL)
		return;
	request = netlink_begin(route, &message, RTM_SETLINK, 0, sizeof(*header), &header);
	header->ifi_index = (int)if_nametoindex(name);
	mnl_attr_put(request, IFLA_IFALIAS, strlen(alias), alias);
	check_number(netlink_run(route, request, NULL, NULL), 0);
}

static void alias_of(char *alias, uint32_t uid, const char *address, bool is_alive)
{
	struct port_owner owner = { .uid = uid, .keeper_pid = getpid() };

	check_number(port_owner_bind(&owner), 0);
	owner.keeper_start += is_alive ? 0 : 1;
	check_number(ip_address_parse(&owner.addresses[IP_V4], address), 0);
	port_alias_make(alias, &owner);
}

static void port_make(struct netlink *route, const char *name, uint32_t uid, const char *address,
		      bool is_alive)
{
	char alias[PORT_ALIAS_MAX];

	alias_of(alias, uid, address, is_alive);
	link_make(route, name, "bridge", alias);
}

static void names_are_the_next_free_one(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	char name[IFNAMSIZ];

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	port_make(&route, "nsj1001", 1001, "10.77.3.235", true);
	port_make(&route, "nsj1001.1", 1001, "10.77.255.254", true);
	link_make(&route, "nsj1003", "bridge", NULL);
	link_make(&route, "nsj1004", "bridge", "the administrator's");
	check_number(ports_read(&ports, &route), 0);
	check_number(ports_choose_name(&ports, 1001, name), 0);
	check_text(name, "nsj1001.2");
	check_number(ports_choose_name(&ports, 1002, name), 0);
	check_text(name, "nsj1002");
	check_number(ports_choose_name(&ports, 1003, name), -EEXIST);
	check_number(ports_choose_name(&ports, 1004, name), -EEXIST);
	ports_clear(&ports);
}

static void what_the_dead_left_is_collected(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	size_t count;

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	port_make(&route, "nsj1001", 1001, "10.77.3.235", false);
	port_make(&route, "nsj1002", 1002, "10.77.3.236", true);
	link_make(&route, "nsj1003", "bridge", NULL);
	check_number(ports_read(&ports, &route), 0);
	count = ports.count;
	check_number(ports_sweep(&ports, &route), 0);
	check_number(ports.count, count - 1);
	check(ports_find(&ports, "nsj1001") == NULL && if_nametoindex("nsj1001") == 0);
	check(ports_find(&ports, "nsj1002") != NULL && if_nametoindex("nsj1002") != 0);
	check(ports_find(&ports, "nsj1003") != NULL && if_nametoindex("nsj1003") != 0);
	ports_clear(&ports);
}

static void check_choice(const struct ports *ports, const char *pool, uint32_t uid,
			 const char *wanted)
{
	struct ip_address address, gateway;
	char text[IP_TEXT_MAX] = "none";
	struct ip_range range;
	const char *reason;

	check_number(ip_range_parse(&range, pool, &reason), 0);
	gateway = ip_range_first(&range);
	if (range.prefix == 29)
		check_number(ip_address_parse(&gateway, "10.77.0.6"), 0);
	if (ports_choose_address(ports, &range, &gateway, uid, &address) == 0)
		ip_address_text(&address, text);
	check_text(text, wanted);
}

static void addresses_are_nobody_elses(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	port_make(&route, "nsj1001", 1001, "10.77.3.235", true);
	port_make(&route, "nsj7", 7, "10.77.0.2", true);
	check_number(ports_read(&ports, &route), 0);
	check_choice(&ports, "10.77.0.0/16", 1001, "10.77.255.254");
	check_choice(&ports, "10.77.0.0/16", 1002, "10.77.3.236");
	check_choice(&ports, "10.77.3.235/16", 1002, "none");
	check_choice(&ports, "10.77.0.0/30", 1002, "none");
	check_choice(&ports, "10.77.0.0/29", 5, "10.77.0.3");
	/* Its place is taken, and the further one is the gateway. */
	check_choice(&ports, "10.77.0.0/29", 4, "none");
	check_choice(&ports, "10.77.0.0/28", 10, "10.77.0.14");
	check_choice(&ports, "fd77::/64", 1001, "fd77::3eb");
	ports_clear(&ports);
}

static void address_give(struct netlink *route, const char *name, const char *text)
{
	struct netlink_message message;
	struct ifaddrmsg *header;
	struct nlmsghdr *request = netlink_begin(
		route, &message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*header), &header);
	struct ip_address address;

	check_number(ip_address_parse(&address, text), 0);
	header->ifa_family = (unsigned char)address.family;
	header->ifa_prefixlen = 16;
	header->ifa_index = if_nametoindex(name);
	mnl_attr_put(request, IFA_LOCAL, ip_size(&address), address.bytes);
	mnl_attr_put(request, IFA_ADDRESS, ip_size(&address), address.bytes);
	check_number(netlink_run(route, request, NULL, NULL), 0);
}

static void addresses_are_not_the_hosts(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	struct ip_address address;

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	link_make(&route, "other", "bridge", NULL);
	address_give(&route, "other", "10.77.3.235");
	address_give(&route, "other", "fd77::3eb");
	check_number(ports_read(&ports, &route), 0);
	check_choice(&ports, "10.77.0.0/16", 1001, "10.77.255.254");
	check_choice(&ports, "10.77.0.0/16", 1002, "10.77.3.236");
	check_choice(&ports, "10.77.3.235/16", 1002, "none");
	check_choice(&ports, "fd77::/64", 1002, "fd77::3ec");
	check_number(ip_address_parse(&address, "fd77::3eb"), 0);
	check(ports_host_has(&ports, &address));
	check_number(ip_address_parse(&address, "10.77.3.236"), 0);
	check(!ports_host_has(&ports, &address));
	ports_clear(&ports);
}

static int namespace_make(void)
{
	int own_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd;

	check_number(unshare(CLONE_NEWNET), 0);
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	check(own_fd >= 0 && fd >= 0);
	check_number(setns(own_fd, CLONE_NEWNET), 0);
	check_number(close(own_fd), 0);
	return fd;
}

static void pair_fill(struct pair *pair, struct ports *ports, struct netlink *route)
{
	*pair = (struct pair){ .is_isolated = true, .prefixes = { 16, 64 } };
	link_make(route, BRIDGE, "bridge", NULL);
	check_number(ports_read(ports, route), 0);
	pair->bridge = ports_find(ports, BRIDGE);
	check(pair->bridge != NULL && pair->bridge->is_bridge);
	(void)strcpy(pair->name, "nsj1001");
	pair->owner.uid = 1001;
	pair->owner.keeper_pid = getpid();
	check_number(port_owner_bind(&pair->owner), 0);
	check_number(ip_address_parse(&pair->owner.addresses[IP_V4], "10.77.3.235"), 0);
	check_number(ip_address_parse(&pair->owner.addresses[IP_V6], "fd77::3eb"), 0);
	check_number(ip_address_parse(&pair->gateways[IP_V4], "10.77.0.1"), 0);
	check_number(ip_address_parse(&pair->gateways[IP_V6], "fd77::1"), 0);
	pair_mac_make(pair->mac, pair->owner.addresses);
	pair->namespace_fd = namespace_make();
}

static void check_bound(int family, const char *text)
{
	_cleanup_close_ int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (family == AF_INET) {
		check_number(inet_pton(family, text, &v4.sin_addr), 1);
		check_number(bind(fd, (struct sockaddr *)&v4, sizeof(v4)), 0);
	} else {
		check_number(inet_pton(family, text, &v6.sin6_addr), 1);
		check_number(bind(fd, (struct sockaddr *)&v6, sizeof(v6)), 0);
	}
}

/* A route to the outside is there if a datagram can be addressed to it. */
static void check_routed(const char *text)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(9) };

	check_number(inet_pton(AF_INET, text, &address.sin_addr), 1);
	check_number(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

static void a_pair_is_made_whole(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	struct pair pair;
	char text[64];

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	pair_fill(&pair, &ports, &route);
	check_number(pair_create(&pair, &route), 0);
	check_number(pair_create(&pair, &route), -EEXIST);
	check_number(pair_attach(&pair, &route), 0);
	ports_clear(&ports);
	check_number(ports_read(&ports, &route), 0);
	check(ports_find(&ports, "nsj1001")->is_ours);
	check_number(ports_find(&ports, "nsj1001")->owner.uid, 1001);
	check(ports_find(&ports, PAIR_INSIDE_NAME) == NULL);
	check_number(pair_configure_inside(&pair), 0);
	check(if_nametoindex(PAIR_INSIDE_NAME) != 0 && if_nametoindex("nsj1001") == 0);
	check_bound(AF_INET, "10.77.3.235");
	check_bound(AF_INET6, "fd77::3eb");
	check_routed("192.0.2.1");
	file_read(AT_FDCWD, "/proc/sys/net/ipv6/conf/eth0/accept_ra", text, sizeof(text));
	check_text(text, "0");
	ports_clear(&ports);
}

static void without_ipv6_there_is_none(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	struct pair pair;
	char text[64];

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	pair_fill(&pair, &ports, &route);
	pair.owner.addresses[IP_V6] = (struct ip_address){ 0 };
	check_number(pair_create(&pair, &route), 0);
	check_number(pair_attach(&pair, &route), 0);
	check_number(pair_configure_inside(&pair), 0);
	check_bound(AF_INET, "10.77.3.235");
	file_read(AT_FDCWD, "/proc/sys/net/ipv6/conf/eth0/disable_ipv6", text, sizeof(text));
	check_text(text, "1");
	ports_clear(&ports);
}

/* Deleting works from inside the jail's namespace, too: that is where a late failure leaves us. */
static void a_pair_can_be_taken_back(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	struct pair pair;

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	pair_fill(&pair, &ports, &route);
	check_number(pair_create(&pair, &route), 0);
	check_number(pair_attach(&pair, &route), 0);
	check_number(pair_configure_inside(&pair), 0);
	pair_delete(&pair, &route);
	check(if_nametoindex(PAIR_INSIDE_NAME) == 0);
	ports_clear(&ports);
	check_number(ports_read(&ports, &route), 0);
	check(ports_find(&ports, "nsj1001") == NULL);
	ports_clear(&ports);
}

static void a_pair_ends_with_its_namespace(void)
{
	_cleanup_netlink_ struct netlink route = { 0 };
	struct ports ports = { 0 };
	struct pair pair;

	check_number(netlink_open(&route, NETLINK_ROUTE), 0);
	pair_fill(&pair, &ports, &route);
	check_number(pair_create(&pair, &route), 0);
	check_number(pair_attach(&pair, &route), 0);
	check(if_nametoindex("nsj1001") != 0);
	check_number(close(pair.namespace_fd), 0);
	for (int tries = 0; tries < FIXTURE_WAIT / 10 && if_nametoindex("nsj1001") != 0; tries++)
		(void)usleep(10000);
	check(if_nametoindex("nsj1001") == 0);
	ports_clear(&ports);
}

static void macs_differ_with_the_address(void)
{
	struct ip_address addresses[IP_FAMILIES] = { 0 };
	uint8_t mac[MAC_SIZE];

	check_number(ip_address_parse(&addresses[IP_V6], "fd77::1:2:3"), 0);
	pair_mac_make(mac, addresses);
	check_number(memcmp(mac, "\x02\x6e\x00\x02\x00\x03", MAC_SIZE), 0);
	check_number(ip_address_parse(&addresses[IP_V4], "10.77.3.235"), 0);
	pair_mac_make(mac, addresses);
	check_number(memcmp(mac, "\x02\x6e\x0a\x4d\x03\xeb", MAC_SIZE), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(names_are_the_next_free_one),
		fixture_test(what_the_dead_left_is_collected),
		fixture_test(addresses_are_nobody_elses),
		fixture_test(addresses_are_not_the_hosts),
		fixture_test(a_pair_is_made_whole),
		fixture_test(without_ipv6_there_is_none),
		fixture_test(a_pair_can_be_taken_back),
		fixture_test(a_pair_ends_with_its_namespace),
		fixture_test(macs_differ_with_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
