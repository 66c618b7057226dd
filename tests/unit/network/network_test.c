/* SPDX-License-Identifier: BSD-3-Clause */
/* Hostname and loopback, and that neither is touched where the jail shares the host's. */
#include "network/network.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

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

#define NETNS "/run/netns"

/* What `ip netns add` does; the test goes back to where it was. */
static void netns_make(const char *name, int flags)
{
	_cleanup_close_ int own_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	char path[64];

	(void)snprintf(path, sizeof(path), NETNS "/%s", name);
	file_make(path, "", 0444);
	check_number(unshare(flags), 0);
	check_number(mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL), 0);
	check_number(setns(own_fd, CLONE_NEWNET), 0);
}

static void netns_begin(struct fixture_jail *jail, char *name)
{
	fixture_jail_make(jail);
	tmpfs_over("/run");
	directory_make(NETNS, 0755);
	jail->plan.network = NETWORK_NETNS;
	jail->plan.netns = name;
}

static int source_open(struct fixture_jail *jail)
{
	return network_source_open(&jail->sources, &jail->plan, &jail->report);
}

static ino_t own_network(void)
{
	struct stat status;

	check_number(stat("/proc/self/ns/net", &status), 0);
	return status.st_ino;
}

static void a_named_namespace_is_joined(void)
{
	char name[] = "blue";
	struct fixture_jail jail;
	struct stat status;
	ino_t before;

	netns_begin(&jail, name);
	netns_make(name, CLONE_NEWNET);
	check_number(source_open(&jail), 0);
	check_number(fstat(jail.sources.netns_fd, &status), 0);
	/* Held, not looked up again. */
	check_number(umount2(NETNS "/blue", MNT_DETACH), 0);
	before = own_network();
	check_number(network_join(&jail.build), 0);
	check(own_network() == status.st_ino && own_network() != before);
	check_number(network_loopback_up(&jail.build), 0);
	check(!is_up());
}

static void other_networks_join_nothing(void)
{
	struct fixture_jail jail;
	ino_t before = own_network();

	fixture_jail_make(&jail);
	check_number(source_open(&jail), 0);
	check(jail.sources.netns_fd < 0);
	check_number(network_join(&jail.build), 0);
	check(own_network() == before);
}

static void only_what_is_made_is_cloned(void)
{
	struct jail_plan plan = { .namespaces = CLONE_NEWNET | CLONE_NEWPID };

	check_number(network_new_namespaces(&plan), CLONE_NEWNET | CLONE_NEWPID);
	plan.network = NETWORK_VETH;
	check_number(network_new_namespaces(&plan), CLONE_NEWNET | CLONE_NEWPID);
	plan.network = NETWORK_NETNS;
	check_number(network_new_namespaces(&plan), CLONE_NEWPID);
}

static void check_source_refused(char *name, const char *reason)
{
	struct fixture_jail jail;

	fixture_jail_make(&jail);
	jail.plan.network = NETWORK_NETNS;
	jail.plan.netns = name;
	check(source_open(&jail) < 0);
	check_number(jail.report.error_count, 1);
	check_text(jail.report.text, name);
	check_text(jail.report.text, reason);
	check(jail.sources.netns_fd < 0);
}

/* `ip netns delete` leaves a plain file for a moment, and others can be put there by mistake. */
static void what_is_no_network_namespace_is_refused(void)
{
	char missing[] = "missing", plain[] = "plain", other[] = "other", link[] = "link",
	     open_file[] = "open";
	struct fixture_jail jail;

	netns_begin(&jail, missing);
	check_source_refused(missing, "No such file");
	file_make(NETNS "/plain", "", 0444);
	check_source_refused(plain, "is not a network namespace");
	file_make(NETNS "/other", "", 0444);
	check_number(mount("/proc/self/ns/uts", NETNS "/other", NULL, MS_BIND, NULL), 0);
	check_source_refused(other, "is not a network namespace");
	check_number(symlink("/proc/self/ns/net", NETNS "/link"), 0);
	check_source_refused(link, "symbolic link");
	file_make(NETNS "/open", "", 0666);
	check_source_refused(open_file, "writable");
}

/* As SELinux does it: it may be opened, and statfs(2) is denied. */
static void what_it_is_on_is_hidden(void)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fstatfs, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { .len = ARRAY_SIZE(program), .filter = program };

	check_number(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	check_number(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter), 0);
}

static void a_namespace_that_can_not_be_looked_at_is_not_called_none(void)
{
	char name[] = "blue";
	struct fixture_jail jail;

	netns_begin(&jail, name);
	netns_make(name, CLONE_NEWNET);
	what_it_is_on_is_hidden();
	check_source_refused(name, "can not be looked at: Permission denied");
}

static void a_tenants_namespace_is_refused(void)
{
	char name[] = "his";
	struct fixture_jail jail;
	pid_t child;

	netns_begin(&jail, name);
	file_make(NETNS "/his", "", 0444);
	child = fork();
	if (child == 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
			_exit(1);
		for (;;)
			(void)pause();
	}
	/* Bound from outside: in there it has no right to mount. */
	for (int tries = 0; tries < FIXTURE_WAIT / 10; tries++) {
		char path[64];
		struct stat status;

		(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", child);
		if (stat(path, &status) == 0 && status.st_ino != own_network()) {
			check_number(mount(path, NETNS "/his", NULL, MS_BIND, NULL), 0);
			break;
		}
		(void)usleep(10000);
	}
	check_source_refused(name, "does not belong to the host");
	check_number(kill(child, SIGKILL), 0);
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
		fixture_test(a_named_namespace_is_joined),
		fixture_test(other_networks_join_nothing),
		fixture_test(only_what_is_made_is_cloned),
		fixture_test(what_is_no_network_namespace_is_refused),
		fixture_test(a_namespace_that_can_not_be_looked_at_is_not_called_none),
		fixture_test(a_tenants_namespace_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
