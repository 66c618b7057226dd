/* SPDX-License-Identifier: BSD-3-Clause */
/* The way out by kind of network: init's namespace is the one that is connected, and no other. */
#include "network/uplink.h"

#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "pasta_fixture.h"
#include "shared/cleanup.h"

#define SCRIPT FIXTURE_DIRECTORY "/script"
#define OUTPUT FIXTURE_DIRECTORY "/output"

/* Hides the nearest directory that there is, so that none is made on the machine. */
static void veth_place(const char *text)
{
	char path[] = VETH_PATH, *directory = dirname(path);
	struct stat status;

	while (stat(directory, &status) < 0)
		directory = dirname(directory);
	check_number(mount("tmpfs", directory, "tmpfs", 0, "mode=0755"), 0);
	file_make(VETH_PATH, text, 0755);
}

/* A child in a network namespace of its own, as init is. */
static pid_t init_make(void)
{
	int made[2];
	char byte;
	pid_t pid;

	check_number(pipe2(made, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		check_number(unshare(CLONE_NEWNET), 0);
		check_number(write(made[1], "", 1), 1);
		(void)pause();
		_exit(0);
	}
	check_number(read(made[0], &byte, 1), 1);
	return pid;
}

static void init_end(pid_t pid)
{
	check_number(kill(pid, SIGKILL), 0);
	check_number(waitpid(pid, NULL, 0), pid);
}

static void without_a_way_out_nothing_is_looked_at(void)
{
	static const enum network_mode kinds[] = { NETWORK_NONE, NETWORK_HOST, NETWORK_NETNS };
	struct fixture_jail jail;
	struct uplink uplink = { .pid = 7 };

	fixture_jail_make(&jail);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		jail.plan.network = kinds[i];
		check_number(uplink_make(&uplink, &jail.plan, &jail.request, -1, &jail.report), 0);
		check_number(uplink.pid, 0);
		check_number(uplink.end_fd, NO_FD);
	}
	uplink_end(&uplink);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void veth_plan(struct fixture_jail *jail)
{
	static char bridge[] = "br-test";
	const char *reason;

	fixture_jail_make(jail);
	jail->plan.network = NETWORK_VETH;
	jail->plan.veth_bridge = bridge;
	jail->plan.is_veth_isolated = true;
	check_number(ip_range_parse(&jail->plan.veth_addresses[IP_V6], "fd77::/64", &reason), 0);
	check_number(ip_address_parse(&jail->plan.veth_gateways[IP_V6], "fd77::1"), 0);
}

static void veth_gets_inits_namespace_and_the_plan(void)
{
	struct fixture_jail jail;
	struct uplink uplink;
	char path[64], wanted[64] = "", text[256];
	pid_t init = init_make();

	veth_plan(&jail);
	veth_place("#!/bin/sh\necho \"$* $(readlink /proc/$$/fd/3)\" >" OUTPUT "\necho fine\n");
	check_true(uplink_make(&uplink, &jail.plan, &jail.request, init, &jail.report) == 0,
		   jail.report.text, __FILE__, __LINE__);
	(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", init);
	check(readlink(path, wanted, sizeof(wanted) - 1) > 0);
	file_read(AT_FDCWD, OUTPUT, text, sizeof(text));
	check_text(text, "54321 0000beef br-test isolated host fd77::/64 fd77::1 net:[");
	check_text(text, wanted);
	check_number(uplink.pid, 0);
	init_end(init);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void what_veth_refuses_is_refused(void)
{
	struct fixture_jail jail;
	struct uplink uplink;
	pid_t init = init_make();

	veth_plan(&jail);
	veth_place("#!/bin/sh\necho '!no bridge today'\n");
	check(uplink_make(&uplink, &jail.plan, &jail.request, init, &jail.report) < 0);
	check_text(jail.report.text, "network 'veth': no bridge today");
	check_number(uplink.pid, 0);
	init_end(init);
}

static void a_dead_init_has_no_network(void)
{
	struct fixture_jail jail;
	struct uplink uplink;

	veth_plan(&jail);
	veth_place("#!/bin/sh\n: >" OUTPUT "\necho fine\n");
	check(uplink_make(&uplink, &jail.plan, &jail.request, 0x7ffffff, &jail.report) < 0);
	check_text(jail.report.text, "the jail's network namespace");
	check(!is_there(AT_FDCWD, OUTPUT));
}

static void pasta_place(const char *script)
{
	loopback_up();
	ipv4_route_add("0.0.0.0", "0.0.0.0", 0);
	file_make(SCRIPT, script, 0755);
	check_number(mount(SCRIPT, PASST_PATH, NULL, MS_BIND, NULL), 0);
	tmpfs_over("/run");
	directory_make(STATE_DIR, 0700);
}

static void pasta_stays_until_the_uplinks_end(void)
{
	struct fixture_jail jail;
	struct uplink uplink;
	pid_t init = init_make();

	fixture_jail_make(&jail);
	jail.plan.network = NETWORK_USER;
	pasta_place("#!/bin/sh\nsleep 1000 2>/dev/null & exit 0\n");
	check_true(uplink_make(&uplink, &jail.plan, &jail.request, init, &jail.report) == 0,
		   jail.report.text, __FILE__, __LINE__);
	check(uplink.pid > 0 && uplink.end_fd >= 0);
	check_number(waitpid(uplink.pid, NULL, WNOHANG), 0);
	uplink_end(&uplink);
	check_number(uplink.pid, 0);
	check_number(uplink.end_fd, NO_FD);
	uplink_end(&uplink);
	init_end(init);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void a_pasta_that_fails_leaves_nothing(void)
{
	struct fixture_jail jail;
	struct uplink uplink = { .pid = 7 };
	pid_t init = init_make();

	fixture_jail_make(&jail);
	jail.plan.network = NETWORK_USER;
	pasta_place("#!/bin/sh\necho 'no interface' >&2\nexit 1\n");
	check(uplink_make(&uplink, &jail.plan, &jail.request, init, &jail.report) < 0);
	check_text(jail.report.text, "network 'user': no interface");
	check_number(uplink.pid, 0);
	check_number(uplink.end_fd, NO_FD);
	init_end(init);
	check_errno(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void without_a_default_route_pasta_is_not_asked(void)
{
	struct fixture_jail jail;
	struct uplink uplink = { .pid = 7 };
	pid_t init = init_make();

	fixture_jail_make(&jail);
	jail.plan.network = NETWORK_USER;
	pasta_place("#!/bin/sh\n: >" OUTPUT "\nexit 0\n");
	check_number(unshare(CLONE_NEWNET), 0);
	check(uplink_make(&uplink, &jail.plan, &jail.request, init, &jail.report) < 0);
	check_text(jail.report.text, "network 'user': the host has no default route");
	check_number(uplink.pid, 0);
	check(!is_there(AT_FDCWD, OUTPUT));
	init_end(init);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		fixture_test(without_a_way_out_nothing_is_looked_at),
		fixture_test(veth_gets_inits_namespace_and_the_plan),
		fixture_test(what_veth_refuses_is_refused),
		fixture_test(a_dead_init_has_no_network),
		pasta_test(pasta_stays_until_the_uplinks_end),
		pasta_test(without_a_default_route_pasta_is_not_asked),
		pasta_test(a_pasta_that_fails_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
