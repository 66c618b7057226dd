/* SPDX-License-Identifier: BSD-3-Clause */
/* Which addresses are those that the host goes out with. */
#include "system/way_out.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "fixture.h"
#include "shared/cleanup.h"

static void address_add(const char *label, const char *address)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_addr.sa_family = AF_INET };
	struct sockaddr_in *place = (struct sockaddr_in *)(void *)&request.ifr_addr;

	(void)strncpy(request.ifr_name, label, sizeof(request.ifr_name) - 1);
	check_number(inet_pton(AF_INET, address, &place->sin_addr), 1);
	check_number(ioctl(fd, SIOCSIFADDR, &request), 0);
}

/* The loopback is the only interface here, and all ways lead over it. */
static void those_of_the_interface_that_leads_out_are(void)
{
	loopback_up();
	check(!way_out_has_address("127.0.0.1"));
	address_add("lo:1", "198.51.100.2");
	check(!way_out_has_address("198.51.100.2"));
	ipv4_route_add("0.0.0.0", "0.0.0.0", 0);
	check(way_out_has_address("198.51.100.2"));
	check(way_out_has_address("127.0.0.1"));
	check(!way_out_has_address("192.0.2.53"));
	check(!way_out_has_address("127.0.0.53"));
}

static void what_is_no_address_is_none(void)
{
	loopback_up();
	address_add("lo:1", "198.51.100.2");
	ipv4_route_add("0.0.0.0", "0.0.0.0", 0);
	check(!way_out_has_address(""));
	check(!way_out_has_address("localhost"));
	check(!way_out_has_address("127.0.0.1x"));
	check(way_out_has_address("127.0.0.1%lo"));
	check(!way_out_has_address("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(those_of_the_interface_that_leads_out_are),
		fixture_test(what_is_no_address_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
