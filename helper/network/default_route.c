/* SPDX-License-Identifier: BSD-3-Clause */
/* Routes of this network namespace; see default_route.h. */
#include "network/default_route.h"

#include <net/route.h>
#include <stdio.h>
#include <string.h>

#include "shared/cleanup.h"

#define IS_UP(flags) (((flags)&RTF_UP) != 0 && ((flags)&RTF_REJECT) == 0)

/* A line of /proc/net/route; its title is none. */
static bool ipv4_is_default(const char *line)
{
	unsigned int destination, flags, mask;

	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote it, and a number too large is no 0 */
	return sscanf(line, "%*s %x %*x %x %*d %*d %*d %x", &destination, &flags, &mask) == 3 &&
	       destination == 0 && mask == 0 && IS_UP(flags);
}

/* Each namespace has an unreachable default of its own on lo, which is marked. */
static bool ipv6_is_default(const char *line)
{
	char destination[33];
	unsigned int length, flags;

	/* NOLINTNEXTLINE(cert-err34-c): as above */
	return sscanf(line, "%32s %x %*s %*x %*s %*x %*x %*x %x", destination, &length, &flags) ==
		       3 &&
	       length == 0 && strspn(destination, "0") == 32 && IS_UP(flags);
}

static int routes_look(const char *path, bool (*is_default)(const char *line), bool *is_there)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[512];

	if (file == NULL)
		return errno == ENOENT ? 0 : -errno;
	while (!*is_there && fgets(line, sizeof(line), file) != NULL)
		*is_there = is_default(line);
	return ferror(file) ? -EIO : 0;
}

int default_route_look(bool *ret_is_there)
{
	bool is_there = false;
	int error = routes_look("/proc/self/net/route", ipv4_is_default, &is_there);

	if (error == 0 && !is_there)
		error = routes_look("/proc/self/net/ipv6_route", ipv6_is_default, &is_there);
	if (error == 0)
		*ret_is_there = is_there;
	return error;
}
