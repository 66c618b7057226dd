/* SPDX-License-Identifier: BSD-3-Clause */
/* What a jail's network needs of the host's, and a login does without. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "shared/cleanup.h"

#define PING_SETTING "net.ipv4.ping_group_range"

/* The two numbers of the file, with anything but digits between. */
static bool range_read(const char *proc_sys, unsigned long *ret_first, unsigned long *ret_last)
{
	_cleanup_close_ int root_fd = open(proc_sys, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int fd =
		openat(root_fd, "net/ipv4/ping_group_range", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char text[64] = "";
	char *middle, *end;

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return false;
	*ret_first = strtoul(text, &middle, 10);
	*ret_last = strtoul(middle, &end, 10);
	return middle != text && end != middle;
}

/* True as well if there is no telling. */
static bool may_ping(const char *proc_sys, gid_t gid)
{
	unsigned long first, last;

	return !range_read(proc_sys, &first, &last) || (first <= gid && gid <= last);
}

/* pasta sends the echoes as the user, with his own group and no other. */
void check_network(const struct subject *subject, const char *proc_sys, struct findings *findings)
{
	if (subject->plan.network != NETWORK_USER || may_ping(proc_sys, subject->request.gid))
		return;
	findings_add(findings, SEVERITY_WARNING, PING_SETTING,
		     "sysctl -w '" PING_SETTING "=0 2147483647', and the same line in "
		     "/etc/sysctl.d",
		     "leaves out groups of users with network = user: ping gets no answer in "
		     "their jails");
}
