/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of jails: see ip_range.h. */
#include "plan/ip_range.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cleanup.h"

#define FIRST_HOST 1U
#define FIRST_JAIL 2U

/* More than any machine has jails; the last addresses of an IPv6 network are anycast (RFC 2526). */
#define POOL_BITS_MAX 63U

unsigned int ip_size(const struct ip_address *address)
{
	return address->family == AF_INET ? 4 : 16;
}

enum ip_family ip_family(const struct ip_address *address)
{
	return address->family == AF_INET ? IP_V4 : IP_V6;
}

int ip_address_parse(struct ip_address *ret_address, const char *text)
{
	struct ip_address address = { .family = AF_INET };

	if (inet_pton(AF_INET, text, address.bytes) != 1) {
		address.family = AF_INET6;
		if (inet_pton(AF_INET6, text, address.bytes) != 1)
			return -EINVAL;
	}
	*ret_address = address;
	return 0;
}

bool ip_address_equal(const struct ip_address *a, const struct ip_address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, ip_size(a)) == 0;
}

void ip_address_text(const struct ip_address *address, char *text)
{
	if (inet_ntop(address->family, address->bytes, text, IP_TEXT_MAX) == NULL)
		text[0] = '\0';
}

void ip_range_text(const struct ip_range *range, char *text)
{
	char address[IP_TEXT_MAX];

	ip_address_text(&range->address, address);
	(void)snprintf(text, IP_RANGE_TEXT_MAX, "%s/%u", address, range->prefix);
}

static unsigned int host_bits(const struct ip_range *range)
{
	return ip_size(&range->address) * 8 - range->prefix;
}

/* The bits of byte i that are behind the prefix. */
static uint8_t host_mask(const struct ip_range *range, unsigned int i)
{
	if (range->prefix >= (i + 1) * 8)
		return 0;
	return range->prefix <= i * 8 ? 0xff : (uint8_t)(0xff >> (range->prefix - i * 8));
}

bool ip_range_is_pool(const struct ip_range *range)
{
	for (unsigned int i = 0; i < ip_size(&range->address); i++)
		if ((range->address.bytes[i] & host_mask(range, i)) != 0)
			return false;
	return true;
}

bool ip_range_contains(const struct ip_range *range, const struct ip_address *address)
{
	if (address->family != range->address.family)
		return false;
	for (unsigned int i = 0; i < ip_size(address); i++)
		if (((address->bytes[i] ^ range->address.bytes[i]) &
		     (uint8_t)~host_mask(range, i)) != 0)
			return false;
	return true;
}

/* The network's address number `offset`. */
static struct ip_address address_at(const struct ip_range *range, uint64_t offset)
{
	struct ip_address address = range->address;
	unsigned int size = ip_size(&address);

	for (unsigned int i = 0; i < size; i++)
		address.bytes[i] &= (uint8_t)~host_mask(range, i);
	for (unsigned int i = size; i-- > 0 && offset != 0; offset >>= 8)
		address.bytes[i] |= (uint8_t)offset;
	return address;
}

/* The last number that a host can have: IPv4's very last is the broadcast address. */
static uint64_t last_host(const struct ip_range *range)
{
	unsigned int bits = host_bits(range);
	uint64_t last = (UINT64_C(1) << (bits < POOL_BITS_MAX ? bits : POOL_BITS_MAX)) - 1;

	return range->address.family == AF_INET ? last - 1 : last;
}

struct ip_address ip_range_first(const struct ip_range *range)
{
	return address_at(range, FIRST_HOST);
}

/*
 * So many places at the end are nobody's first one: further jails have those alone, so that however
 * many one user has, the first address of every other is there.
 */
static uint64_t further_count(uint64_t count)
{
	return count / 4;
}

bool ip_range_candidate(const struct ip_range *range, uint32_t uid, uint64_t attempt,
			struct ip_address *ret_address)
{
	uint64_t last = last_host(range);
	uint64_t count = last - FIRST_JAIL + 1;

	if (!ip_range_is_pool(range)) {
		*ret_address = range->address;
		return attempt == 0;
	}
	if (attempt > further_count(count))
		return false;
	*ret_address =
		address_at(range, attempt == 0 ? FIRST_JAIL + uid % (count - further_count(count))
					       : last - (attempt - 1));
	return true;
}

struct special_range {
	const char *text;
	const char *reason;
};

static const struct special_range special_ranges[] = {
	{ "0.0.0.0/8", "is not a network of hosts" },
	{ "127.0.0.0/8", "is the loopback's" },
	{ "169.254.0.0/16", "is link-local" },
	{ "224.0.0.0/3", "is not a network of hosts" },
	{ "::/8", "is not a network of hosts" },
	{ "fe80::/10", "is link-local" },
	{ "ff00::/8", "is not a network of hosts" },
};

static int parse_form(struct ip_range *range, const char *text)
{
	char address[IP_TEXT_MAX];
	const char *slash = strchr(text, '/');
	size_t length = slash == NULL ? sizeof(address) : (size_t)(slash - text);
	size_t digits;

	if (length >= sizeof(address))
		return -EINVAL;
	(void)snprintf(address, sizeof(address), "%.*s", (int)length, text);
	digits = strspn(slash + 1, "0123456789");
	if (digits == 0 || digits > 3 || slash[1 + digits] != '\0')
		return -EINVAL;
	range->prefix = (unsigned int)strtoul(slash + 1, NULL, 10);
	return ip_address_parse(&range->address, address);
}

static const char *special_reason(const struct ip_range *range)
{
	for (size_t i = 0; i < ARRAY_SIZE(special_ranges); i++) {
		struct ip_range special;

		if (parse_form(&special, special_ranges[i].text) == 0 &&
		    (ip_range_contains(&special, &range->address) ||
		     ip_range_contains(range, &special.address)))
			return special_ranges[i].reason;
	}
	return NULL;
}

/* A fixed address is none that a pool could not hand out. */
static bool is_reserved(const struct ip_range *range)
{
	struct ip_address first = ip_range_first(range);
	struct ip_address broadcast = address_at(range, last_host(range) + 1);

	return ip_address_equal(&range->address, &first) ||
	       (range->address.family == AF_INET && ip_address_equal(&range->address, &broadcast));
}

int ip_range_parse(struct ip_range *ret_range, const char *text, const char **ret_reason)
{
	struct ip_range range;

	*ret_reason = NULL;
	if (parse_form(&range, text) < 0)
		*ret_reason = "is not of the form ADDRESS/PREFIX";
	else if (range.prefix == 0 || range.prefix > ip_size(&range.address) * 8 - 2)
		*ret_reason = "has a prefix that leaves no room for a gateway and a jail";
	else
		*ret_reason = special_reason(&range);
	if (*ret_reason == NULL && is_reserved(&range))
		*ret_reason = "is the network's first or last address";
	if (*ret_reason != NULL)
		return -EINVAL;
	*ret_range = range;
	return 0;
}
