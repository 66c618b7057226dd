/* SPDX-License-Identifier: BSD-3-Clause */
/* Hostname, loopback, and the namespace of somebody else; see network.h. */
#include "network/network.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "plan/jail_plan.h"
#include "plan/network_owner.h"
#include "shared/cleanup.h"
#include "shared/safe_path.h"
#include "site/jail_build.h"
#include "site/jail_sources.h"
#include "system/report.h"

int network_hostname_set(struct jail_build *build)
{
	const char *name = build->plan->hostname;

	if ((build->plan->namespaces & CLONE_NEWUTS) == 0)
		return 0;
	return sethostname(name, strlen(name)) < 0 ? -errno : 0;
}

static bool has_own_network(const struct jail_plan *plan)
{
	return (plan->namespaces & CLONE_NEWNET) != 0 && plan->network != NETWORK_NETNS;
}

int network_loopback_up(struct jail_build *build)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK };
	enum build_phase others = network_owner_is_host(build->plan) ? BUILD_INSIDE : BUILD_OUTSIDE;
	_cleanup_close_ int fd = NO_FD;

	if (!has_own_network(build->plan) || build->phase == others)
		return 0;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	return ioctl(fd, SIOCSIFFLAGS, &interface) < 0 ? -errno : 0;
}

/* Where ip-netns(8) keeps them. */
#define NETNS_DIRECTORY "/run/netns"

/* 1, 0, or -errno where there is no telling: SELinux has a right of its own for statfs(2). */
static int is_network_namespace(int fd)
{
	struct statfs status;

	if (fstatfs(fd, &status) < 0)
		return -errno;
	return status.f_type == NSFS_MAGIC && ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNET;
}

/* 0 or -errno, reported. */
static int kind_check(int fd, const char *path, struct report *report)
{
	int outcome = is_network_namespace(fd);

	if (outcome > 0)
		return 0;
	if (outcome < 0)
		return report_error(report, -outcome,
				    "'%s' is on a file system that can not be looked at", path);
	return report_error(report, 0, "'%s' is not a network namespace", path);
}

/* Whoever owns it could change it: it must be this user namespace's, not a tenant's. */
static bool is_own(int fd)
{
	_cleanup_close_ int owner_fd = ioctl(fd, NS_GET_USERNS);
	struct stat owner, own;

	return owner_fd >= 0 && fstat(owner_fd, &owner) == 0 &&
	       stat("/proc/self/ns/user", &own) == 0 && owner.st_dev == own.st_dev &&
	       owner.st_ino == own.st_ino;
}

int network_source_open(struct jail_sources *sources, const struct jail_plan *plan,
			struct report *report)
{
	struct safe_path_fault fault = { .reason = NULL };
	_cleanup_close_ int fd = NO_FD;
	char path[sizeof(NETNS_DIRECTORY) + 256];
	int error;

	if (plan->network != NETWORK_NETNS)
		return 0;
	(void)snprintf(path, sizeof(path), "%s/%s", NETNS_DIRECTORY, plan->netns);
	fd = safe_path_open_file(path, &fault);
	if (fd == -ENOENT)
		return report_error(report, ENOENT, "network namespace '%s'", plan->netns);
	if (fd < 0)
		return report_error(report, fault.reason == NULL ? -fd : fault.errnum,
				    "network namespace '%s': '%s' %s", plan->netns, fault.path,
				    fault.reason == NULL ? "can not be opened" : fault.reason);
	error = kind_check(fd, path, report);
	if (error < 0)
		return error;
	if (!is_own(fd))
		return report_error(report, EPERM,
				    "network namespace '%s' does not belong to the host",
				    plan->netns);
	sources->netns_fd = TAKE_FD(fd);
	return 0;
}

int network_join(struct jail_build *build)
{
	if (network_owner_is_host(build->plan))
		return unshare(CLONE_NEWNET) < 0 ? -errno : 0;
	if (build->plan->network != NETWORK_NETNS)
		return 0;
	return setns(build->sources->netns_fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

/* What would else need rights over the network: ports below 1024, and echoes (icmp(7)). */
static const struct {
	const char *path, *value;
} settings[] = {
	{ "/proc/sys/net/ipv4/ip_unprivileged_port_start", "0" },
	{ "/proc/sys/net/ipv4/ping_group_range", "0 2147483647" },
};

static int setting_write(const char *path, const char *value)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(value);

	if (fd < 0)
		return -errno;
	return write(fd, value, length) == (ssize_t)length ? 0 : -errno;
}

/* /proc/sys/net is that of whoever opens it; in here the host's /proc is still in view. */
int network_ports_open(struct jail_build *build)
{
	int error = 0;

	if (!has_own_network(build->plan))
		return 0;
	if (build->init_pidfd >= 0 && setns(build->init_pidfd, CLONE_NEWNET) < 0)
		return -errno;
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(settings); i++)
		error = setting_write(settings[i].path, settings[i].value);
	return error;
}

uint32_t network_new_namespaces(const struct jail_plan *plan)
{
	bool is_joined = plan->network == NETWORK_NETNS || network_owner_is_host(plan);

	return is_joined ? plan->namespaces & ~(uint32_t)CLONE_NEWNET : plan->namespaces;
}
