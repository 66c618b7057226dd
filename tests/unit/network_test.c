/* SPDX-License-Identifier: BSD-3-Clause */
/* Hostname and loopback, and that neither is touched where the jail shares the host's. */
#include "network.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "fixture.h"
#include "shared/cleanup.h"

static bool is_up(void)
{
	struct ifreq interface = { .ifr_name = "lo" };
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	check_number(ioctl(fd, SIOCGIFFLAGS, &interface), 0);
	return (interface.ifr_flags & IFF_UP) != 0;
}

static void check_hostname(const char *wanted)
{
	char name[65];

	check_number(gethostname(name, sizeof(name)), 0);
	check_text(name, wanted);
	check_number(strlen(name), strlen(wanted));
}

static void the_hostname_is_the_plans(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(sethostname("before", 6), 0);
	check_number(network_hostname_set(&jail.build), 0);
	check_hostname("tenant");
}

static void a_shared_hostname_is_not_touched(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check_number(sethostname("before", 6), 0);
	jail.plan.namespaces &= ~(uint32_t)CLONE_NEWUTS;
	jail.plan.hostname = NULL;
	check_number(network_hostname_set(&jail.build), 0);
	check_hostname("before");
}

static void a_long_hostname_is_an_error(void)
{
	struct fixture_jail jail;
	char name[66];

	fixture_jail_make(&jail);
	(void)memset(name, 'x', 65);
	name[65] = '\0';
	jail.plan.hostname = name;
	check_number(network_hostname_set(&jail.build), -EINVAL);
	name[64] = '\0';
	check_number(network_hostname_set(&jail.build), 0);
}

static int connect_to_self(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	_cleanup_close_ int server_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	_cleanup_close_ int client_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check_number(listen(server_fd, 1), 0);
	check_number(getsockname(server_fd, (struct sockaddr *)&address, &size), 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(client_fd, (struct sockaddr *)&address, sizeof(address));
}

static void loopback_works(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	check(!is_up());
	check_errno(connect_to_self(), ENETUNREACH);
	check_number(network_loopback_up(&jail.build), 0);
	check(is_up());
	check_number(connect_to_self(), 0);
}

static void a_shared_network_is_not_touched(void)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	jail.plan.namespaces &= ~(uint32_t)CLONE_NEWNET;
	check_number(network_loopback_up(&jail.build), 0);
	check(!is_up());
}

static void there_is_no_other_interface(void)
{
	struct fixture_jail jail;
	char text[4096];
	int lines = 0;

	fixture_jail_make(&jail);
	check_number(network_loopback_up(&jail.build), 0);
	file_read(AT_FDCWD, "/proc/self/net/route", text, sizeof(text));
	for (const char *line = text; (line = strchr(line, '\n')) != NULL; line++)
		lines++;
	check_number(lines, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(the_hostname_is_the_plans),
		fixture_test(a_shared_hostname_is_not_touched),
		fixture_test(a_long_hostname_is_an_error),
		fixture_test(loopback_works),
		fixture_test(a_shared_network_is_not_touched),
		fixture_test(there_is_no_other_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
