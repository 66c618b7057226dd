/* SPDX-License-Identifier: BSD-3-Clause */
/* Limits on namespaces; see namespace_limits.h. */
#include "jail/namespace_limits.h"

#include <fcntl.h>
#include <string.h>

#include "plan/jail_plan.h"
#include "plan/network_owner.h"
#include "shared/cleanup.h"

/* Each id of the jail has as many, and init's own count. */
#define WITHOUT_NESTED "16"
#define WITH_NESTED    "128" /* a container takes one of each, and two for a moment */

static const struct {
	const char *path;
	const char *without_nested, *without_network;
} limits[] = {
	{ "sys/user/max_user_namespaces", "0", "0" },
	{ "sys/user/max_mnt_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
	{ "sys/user/max_pid_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
	{ "sys/user/max_uts_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
	{ "sys/user/max_ipc_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
	{ "sys/user/max_net_namespaces", WITHOUT_NESTED, "0" },
	{ "sys/user/max_cgroup_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
	{ "sys/user/max_time_namespaces", WITHOUT_NESTED, WITHOUT_NESTED },
};

/* The file shows the limit of whoever opens it. */
static int limit_write(int proc_fd, const char *path, const char *value)
{
	_cleanup_close_ int fd = openat(proc_fd, path, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(value);

	if (fd < 0)
		return -errno;
	return write(fd, value, length) == (ssize_t)length ? 0 : -errno;
}

/*
 * Where his network is the host's, he gets none of his own either: interfaces that he makes, and
 * their neighbours, are in tables that the whole machine shares.
 */
static const char *limit_of(size_t row, const struct jail_plan *plan)
{
	if (plan->has_nested_namespaces)
		return WITH_NESTED;
	return network_owner_is_tenant(plan) ? limits[row].without_nested
					     : limits[row].without_network;
}

int namespace_limits_write(int proc_fd, const struct jail_plan *plan)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(limits); i++)
		error = limit_write(proc_fd, limits[i].path, limit_of(i, plan));
	return error;
}
