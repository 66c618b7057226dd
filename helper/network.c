/* SPDX-License-Identifier: BSD-3-Clause */
/* Hostname and loopback; see network.h. */
#include "network.h"

#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "jail_build.h"
#include "jail_plan.h"
#include "shared/cleanup.h"

int network_hostname_set(struct jail_build *build)
{
	const char *name = build->plan->hostname;

	if ((build->plan->namespaces & CLONE_NEWUTS) == 0)
		return 0;
	return sethostname(name, strlen(name)) < 0 ? -errno : 0;
}

int network_loopback_up(struct jail_build *build)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK };
	_cleanup_close_ int fd = NO_FD;

	if ((build->plan->namespaces & CLONE_NEWNET) == 0)
		return 0;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	return ioctl(fd, SIOCSIFFLAGS, &interface) < 0 ? -errno : 0;
}
