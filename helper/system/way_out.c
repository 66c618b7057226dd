/* SPDX-License-Identifier: BSD-3-Clause */
/* What it promises stands in the header. */
#include "system/way_out.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/cleanup.h"

/* Anything outside; connect(2) of a datagram socket looks for a route and sends nothing. */
static const char *const outside[] = { "192.0.2.1", "2001:db8::1" };
#define OUTSIDE_PORT 53

union address {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static bool address_parse(union address *ret_address, const char *text)
{
	*ret_address = (union address){ .any.sa_family = AF_INET };
	if (inet_pton(AF_INET, text, &ret_address->ipv4.sin_addr) == 1)
		return true;
	ret_address->any.sa_family = AF_INET6;
	return inet_pton(AF_INET6, text, &ret_address->ipv6.sin6_addr) == 1;
}

static bool is_same(const struct sockaddr *found, const union address *address)
{
	const union address *other = (const union address *)(const void *)found;

	if (found == NULL || found->sa_family != address->any.sa_family)
		return false;
	if (found->sa_family == AF_INET)
		return other->ipv4.sin_addr.s_addr == address->ipv4.sin_addr.s_addr;
	return memcmp(&other->ipv6.sin6_addr, &address->ipv6.sin6_addr,
		      sizeof(address->ipv6.sin6_addr)) == 0;
}

/* The address that a packet to the outside would bear. */
static bool source_find(union address *ret_source, const char *destination)
{
	union address address;
	socklen_t size = sizeof(*ret_source);
	_cleanup_close_ int fd = NO_FD;

	if (!address_parse(&address, destination))
		return false;
	fd = socket(address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* The port is at the same place in both. */
	address.ipv4.sin_port = htons(OUTSIDE_PORT);
	return fd >= 0 && connect(fd, &address.any, sizeof(address)) == 0 &&
	       getsockname(fd, &ret_source->any, &size) == 0;
}

static const char *interface_of(const struct ifaddrs *list, const union address *address)
{
	for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next)
		if (is_same(entry->ifa_addr, address))
			return entry->ifa_name;
	return NULL;
}

/* An address with a label has that for its name: "eth0:1" (ip-address(8)). */
static bool is_same_interface(const char *one, const char *other)
{
	size_t length = strcspn(one, ":");

	return strcspn(other, ":") == length && strncmp(one, other, length) == 0;
}

static bool is_on_way(const struct ifaddrs *list, const char *interface, const char *destination)
{
	union address source = { .any.sa_family = AF_UNSPEC };
	const char *way;

	if (!source_find(&source, destination))
		return false;
	way = interface_of(list, &source);
	return way != NULL && is_same_interface(way, interface);
}

bool way_out_has_address(const char *text)
{
	char plain[INET6_ADDRSTRLEN] = "";
	union address address;
	struct ifaddrs *list = NULL;
	const char *interface;
	bool is_there = false;

	(void)snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(text, "%"), text);
	if (!address_parse(&address, plain) || getifaddrs(&list) < 0)
		return false;
	interface = interface_of(list, &address);
	for (size_t i = 0; interface != NULL && !is_there && i < ARRAY_SIZE(outside); i++)
		is_there = is_on_way(list, interface, outside[i]);
	freeifaddrs(list);
	return is_there;
}
