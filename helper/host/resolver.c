/* SPDX-License-Identifier: BSD-3-Clause */
/* The jail's resolv.conf; see resolver.h. */
#include "host/resolver.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "plan/jail_plan.h"
#include "shared/cleanup.h"
#include "system/host_file.h"
#include "system/report.h"
#include "system/way_out.h"

#define HOST_RESOLVER	 "/etc/resolv.conf"
#define RESOLVED_SERVERS "/run/systemd/resolve/resolv.conf"

#define BLANKS	"\t "
#define KEYWORD "nameserver"

/* The address of a server, or NULL. */
static const char *server_of(const char *line)
{
	size_t length = strlen(KEYWORD);

	line += strspn(line, BLANKS);
	if (strncmp(line, KEYWORD, length) != 0 || strspn(line + length, BLANKS) == 0)
		return NULL;
	return line + length + strspn(line + length, BLANKS);
}

bool resolver_is_local(const char *text)
{
	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		const char *server;

		line += *line == '\n';
		server = server_of(line);
		if (server == NULL)
			continue;
		if (strncmp(server, "127.", 4) == 0 ||
		    (strncmp(server, "::1", 3) == 0 && strspn(server + 3, "0123456789abcdef") == 0))
			return true;
	}
	return false;
}

static int host_resolver_read(struct host_file *file, struct report *report)
{
	struct host_file servers = { 0 };
	int error = host_file_read(file, HOST_RESOLVER, report);

	if (error < 0 || file->data == NULL || !resolver_is_local(file->data))
		return error;
	error = host_file_read(&servers, RESOLVED_SERVERS, report);
	if (error == 0 && servers.data != NULL && !resolver_is_local(servers.data)) {
		host_file_clear(file);
		*file = servers;
		return 0;
	}
	host_file_clear(&servers);
	report_log(report, LOG_WARNING,
		   "'%s' names a server on the loopback, which the jail can not reach",
		   HOST_RESOLVER);
	return error;
}

static void server_warn(const char *server, struct report *report)
{
	char address[64];
	size_t length = strcspn(server, BLANKS "\r\n");

	if (length >= sizeof(address))
		return;
	(void)snprintf(address, sizeof(address), "%.*s", (int)length, server);
	if (way_out_has_address(address))
		report_log(report, LOG_WARNING,
			   "the resolver at %s is at the host's own address, which a jail with "
			   "network 'user' has for its own and can not reach",
			   address);
}

/* pasta gives the jail the address that the host goes out with. */
static int outward_resolver_read(struct host_file *file, struct report *report)
{
	int error = host_resolver_read(file, report);

	if (error < 0 || file->data == NULL)
		return error;
	for (const char *line = file->data; line != NULL; line = strchr(line, '\n')) {
		const char *server;

		line += *line == '\n';
		server = server_of(line);
		if (server != NULL)
			server_warn(server, report);
	}
	return 0;
}

static int namespace_resolver_read(struct host_file *file, const char *name, struct report *report)
{
	char path[PATH_MAX];
	int error;

	(void)snprintf(path, sizeof(path), "/etc/netns/%s/resolv.conf", name);
	error = host_file_read(file, path, report);
	return error == 0 && file->data == NULL ? host_resolver_read(file, report) : error;
}

int resolver_read(struct host_file *ret_file, const struct jail_plan *plan, struct report *report)
{
	switch (plan->network) {
	case NETWORK_NONE:
		return host_file_set(ret_file, "# This jail has no network.\n", report);
	case NETWORK_HOST:
		return host_file_read(ret_file, HOST_RESOLVER, report);
	case NETWORK_NETNS:
		return namespace_resolver_read(ret_file, plan->netns, report);
	case NETWORK_USER:
		return outward_resolver_read(ret_file, report);
	case NETWORK_VETH:
		return host_resolver_read(ret_file, report);
	}
	return -EINVAL;
}
