/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways out of network namespaces that have none, one of IPv4, one of IPv6, and what looks like one.
 */
#include "network/default_route.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <sys/ioctl.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void expect_default(bool wanted)
{
	bool is_there = !wanted;

	check_number(default_route_look(&is_there), 0);
	check_number(is_there, wanted);
}

/* A tun device for as long as the descriptor is open: a route of IPv6 over lo leads nowhere. */
static int interface_make(void)
{
	struct ifreq interface = { .ifr_name = "way-out", .ifr_flags = IFF_TUN };
	_cleanup_close_ int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	check_number(ioctl(fd, TUNSETIFF, &interface), 0);
	interface.ifr_flags = IFF_UP;
	check_number(ioctl(socket_fd, SIOCSIFFLAGS, &interface), 0);
	return fd;
}

static void ipv6_route_add(const char *device, const char *destination, uint16_t length)
{
	struct in6_rtmsg route = { .rtmsg_dst_len = length,
				   .rtmsg_flags = RTF_UP,
				   .rtmsg_metric = 1,
				   .rtmsg_ifindex = (int)if_nametoindex(device) };
	_cleanup_close_ int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	check_number(inet_pton(AF_INET6, destination, &route.rtmsg_dst), 1);
	check_number(ioctl(fd, SIOCADDRT, &route), 0);
}

static void without_a_route_there_is_no_way_out(void)
{
	check_number(unshare(CLONE_NEWNET), 0);
	expect_default(false);
	loopback_up();
	expect_default(false);
}

static void routes_that_lead_elsewhere_are_none(void)
{
	check_number(unshare(CLONE_NEWNET), 0);
	loopback_up();
	ipv4_route_add("10.0.0.0", "255.0.0.0", 0);
	ipv4_route_add("0.0.0.0", "128.0.0.0", 0);
	ipv4_route_add("0.0.0.0", "0.0.0.0", RTF_REJECT);
	ipv6_route_add("lo", "2001:db8::", 32);
	ipv6_route_add("lo", "::", 0);
	expect_default(false);
}

static void either_default_is_a_way_out(void)
{
	_cleanup_close_ int fd = NO_FD;

	check_number(unshare(CLONE_NEWNET), 0);
	loopback_up();
	ipv4_route_add("0.0.0.0", "0.0.0.0", 0);
	expect_default(true);
	check_number(unshare(CLONE_NEWNET), 0);
	fd = interface_make();
	ipv6_route_add("way-out", "2001:db8::", 32);
	expect_default(false);
	ipv6_route_add("way-out", "::", 0);
	expect_default(true);
}

static void what_can_not_be_found_is_no_way_out(void)
{
	tmpfs_over("/proc");
	expect_default(false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(without_a_route_there_is_no_way_out),
		fixture_test(routes_that_lead_elsewhere_are_none),
		fixture_test(either_default_is_a_way_out),
		fixture_test(what_can_not_be_found_is_no_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
