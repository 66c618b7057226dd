/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's way out; see uplink.h. */
#include "network/uplink.h"

#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "network/default_route.h"
#include "network/pasta_run.h"
#include "network/veth_run.h"
#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/report.h"

/* init is an unreaped child, so its number can not have passed to anybody else. */
static int namespace_open(int init_pid, struct report *report)
{
	char path[48];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", init_pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? report_error(report, errno, "the jail's network namespace") : fd;
}

static int way_out_check(struct report *report)
{
	bool is_there = false;
	int error = default_route_look(&is_there);

	if (error < 0)
		return report_error(report, -error, "network 'user': the host's routes");
	return is_there ? 0
			: report_error(report, ENETUNREACH,
				       "network 'user': the host has no default route");
}

int uplink_check(const struct jail_plan *plan, struct report *report)
{
	int error = 0;

	if (plan->network == NETWORK_VETH && if_nametoindex(plan->veth_bridge) == 0)
		return report_error(report, 0, "network 'veth': there is no bridge '%s'",
				    plan->veth_bridge);
	if (plan->network != NETWORK_USER)
		return 0;
	error = way_out_check(report);
	if (access(PASST_PATH, X_OK) < 0)
		error = report_error(report, errno, "network 'user': %s", PASST_PATH);
	return error;
}

static int pasta_connect(struct uplink *ret_uplink, const struct request *request, int namespace_fd,
			 struct report *report)
{
	struct uplink uplink = { .end_fd = NO_FD };
	int error = way_out_check(report);

	if (error < 0)
		return error;
	error = pasta_start(request, namespace_fd, &uplink.pid, &uplink.end_fd, report);
	if (error < 0)
		uplink_end(&uplink);
	else
		*ret_uplink = uplink;
	return error;
}

int uplink_make(struct uplink *ret_uplink, const struct jail_plan *plan,
		const struct request *request, int init_pid, struct report *report)
{
	_cleanup_close_ int namespace_fd = NO_FD;

	*ret_uplink = (struct uplink){ .end_fd = NO_FD };
	if (plan->network != NETWORK_VETH && plan->network != NETWORK_USER)
		return 0;
	namespace_fd = namespace_open(init_pid, report);
	if (namespace_fd < 0)
		return namespace_fd;
	if (plan->network == NETWORK_VETH)
		return veth_run(plan, request, namespace_fd, ret_uplink->addresses,
				sizeof(ret_uplink->addresses), report);
	return pasta_connect(ret_uplink, request, namespace_fd, report);
}

/* Both are the host's root, so no privilege is needed for the signal. */
void uplink_end(struct uplink *uplink)
{
	cleanup_close(&uplink->end_fd);
	uplink->end_fd = NO_FD;
	if (uplink->pid > 0)
		(void)kill(uplink->pid, SIGKILL);
	while (uplink->pid > 0 && waitpid(uplink->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	uplink->pid = 0;
}
