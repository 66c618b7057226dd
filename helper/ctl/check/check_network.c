/* SPDX-License-Identifier: BSD-3-Clause */
/* What a jail's network needs of the host's, and a login does without. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "ctl/check/check_parts.h"
#include "ctl/show/findings.h"
#include "ctl/show/subject.h"
#include "shared/cleanup.h"

#define PING_SETTING "net.ipv4.ping_group_range"

/* True as well if there is no telling. */
static bool may_ping(const char *proc_sys, gid_t gid)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_fclose_ FILE *file = NULL;
	unsigned long first, last;

	if (asprintf(&path, "%s/net/ipv4/ping_group_range", proc_sys) < 0) {
		path = NULL;
		return true;
	}
	file = fopen(path, "re");
	return file == NULL || fscanf(file, "%lu %lu", &first, &last) != 2 ||
	       (first <= gid && gid <= last);
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
