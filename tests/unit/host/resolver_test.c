/* SPDX-License-Identifier: BSD-3-Clause */
/* resolv.conf fits the network: with none, the namespace's own, the host's, or that of the resolver
 * behind the host's loopback. */
#include "host/resolver.h"

#include <string.h>

#include "fixture.h"
#include "shared/cleanup.h"
#include "system/host_file.h"

#define HOST_SERVER  "nameserver 192.0.2.53\n"
#define LOCAL_SERVER "# systemd-resolved\nnameserver 127.0.0.53\noptions edns0\n"
#define REAL_SERVER  "nameserver 198.51.100.53\n"

static void etc_make(const char *text)
{
	tmpfs_over("/etc");
	tmpfs_over("/run");
	file_make("/etc/resolv.conf", text, 0644);
}

static void check_file(enum network_mode network, const char *wanted)
{
	char name[] = "blue";
	struct jail_plan plan = { .network = network, .netns = name };
	struct report report = { .socket_fd = NO_FD };
	struct host_file file = { 0 };

	check_number(resolver_read(&file, &plan, &report), 0);
	check(file.data != NULL);
	check_text(file.data, wanted);
	check_number(file.size, strlen(wanted));
	host_file_clear(&file);
	check(file.data == NULL);
}

static void nobody_can_be_asked_without_a_network(void)
{
	etc_make(HOST_SERVER);
	check_file(NETWORK_NONE, "# This jail has no network.\n");
}

static void others_get_the_hosts(void)
{
	etc_make(HOST_SERVER);
	check_file(NETWORK_HOST, HOST_SERVER);
	check_file(NETWORK_VETH, HOST_SERVER);
	check_file(NETWORK_USER, HOST_SERVER);
	check_file(NETWORK_NETNS, HOST_SERVER);
}

static void a_namespace_has_its_own(void)
{
	etc_make(HOST_SERVER);
	file_make("/etc/netns/blue/resolv.conf", REAL_SERVER, 0644);
	check_file(NETWORK_NETNS, REAL_SERVER);
	check_file(NETWORK_VETH, HOST_SERVER);
}

static void a_server_on_the_loopback_is_looked_behind(void)
{
	etc_make(LOCAL_SERVER);
	file_make("/run/systemd/resolve/resolv.conf", REAL_SERVER, 0644);
	check_file(NETWORK_HOST, LOCAL_SERVER);
	check_file(NETWORK_VETH, REAL_SERVER);
	check_file(NETWORK_USER, REAL_SERVER);
	check_file(NETWORK_NETNS, REAL_SERVER);
}

static void without_a_better_one_the_hosts_is_kept(void)
{
	etc_make(LOCAL_SERVER);
	check_file(NETWORK_VETH, LOCAL_SERVER);
	file_make("/run/systemd/resolve/resolv.conf", "nameserver ::1\n", 0644);
	check_file(NETWORK_VETH, LOCAL_SERVER);
}

static void loopback_servers_are_known(void)
{
	check(resolver_is_local("nameserver 127.0.0.1\n"));
	check(resolver_is_local("search x\n \tnameserver\t 127.9.9.9"));
	check(resolver_is_local("nameserver 192.0.2.1\nnameserver ::1\n"));
	check(!resolver_is_local(""));
	check(!resolver_is_local("nameserver\n127.0.0.1\n"));
	check(!resolver_is_local("#nameserver 127.0.0.1\n"));
	check(!resolver_is_local("nameserver 1.127.0.0\nnameserver ::1f\n"));
	check(!resolver_is_local("nameservers 127.0.0.1\nnameserver127.0.0.1\n"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(nobody_can_be_asked_without_a_network),
		fixture_test(others_get_the_hosts),
		fixture_test(a_namespace_has_its_own),
		fixture_test(a_server_on_the_loopback_is_looked_behind),
		fixture_test(without_a_better_one_the_hosts_is_kept),
		fixture_test(loopback_servers_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
