/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses: what is taken for a pool or an address, and who gets which, up to the ends of a pool.
 */
#include "plan/ip_range.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static struct ip_range range_of(const char *text)
{
	struct ip_range range;
	const char *reason;

	if (ip_range_parse(&range, text, &reason) != 0)
		fail_msg("%s: %s", text, reason);
	return range;
}

static void check_candidate(const char *pool, uint32_t uid, uint64_t attempt, const char *wanted)
{
	struct ip_range range = range_of(pool);
	struct ip_address address;
	char text[IP_TEXT_MAX] = "none";

	if (ip_range_candidate(&range, uid, attempt, &address))
		ip_address_text(&address, text);
	if (strcmp(text, wanted) != 0)
		fail_msg("%s, uid %u, attempt %llu: %s instead of %s", pool, uid,
			 (unsigned long long)attempt, text, wanted);
}

static void what_is_written_comes_back(void **state)
{
	static const char *const texts[] = { "10.77.0.0/16",	"10.77.3.4/16", "192.168.1.128/25",
					     "203.0.113.4/30",	"fd77::/64",	"fd77::6/126",
					     "2001:db8:1::/48", "10.0.0.0/8" };
	char text[IP_RANGE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct ip_range range = range_of(texts[i]);

		ip_range_text(&range, text);
		assert_string_equal(text, texts[i]);
	}
}

static const struct {
	const char *text, *reason;
} faults[] = {
	{ "", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0", "is not of the form ADDRESS/PREFIX" },
	{ "/16", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0/", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0/+16", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0/16x", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0/0016", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0/16", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.256/16", "is not of the form ADDRESS/PREFIX" },
	{ "010.77.0.0/16", "is not of the form ADDRESS/PREFIX" },
	{ "fd77::%eth0/64", "is not of the form ADDRESS/PREFIX" },
	{ "fd77::1::/64", "is not of the form ADDRESS/PREFIX" },
	{ "10.77.0.0/0", "has a prefix that leaves no room for a gateway and a jail" },
	{ "10.77.0.0/31", "has a prefix that leaves no room for a gateway and a jail" },
	{ "10.77.0.0/33", "has a prefix that leaves no room for a gateway and a jail" },
	{ "fd77::/127", "has a prefix that leaves no room for a gateway and a jail" },
	{ "fd77::/999", "has a prefix that leaves no room for a gateway and a jail" },
	{ "127.0.0.0/16", "is the loopback's" },
	{ "126.0.0.0/7", "is the loopback's" },
	{ "169.254.1.0/24", "is link-local" },
	{ "224.0.0.0/24", "is not a network of hosts" },
	{ "255.255.255.0/24", "is not a network of hosts" },
	{ "0.0.0.0/8", "is not a network of hosts" },
	{ "::1/64", "is not a network of hosts" },
	{ "::ffff:10.77.0.0/120", "is not a network of hosts" },
	{ "fe80::/64", "is link-local" },
	{ "ff02::/64", "is not a network of hosts" },
	{ "10.77.0.1/16", "is the network's first or last address" },
	{ "10.77.255.255/16", "is the network's first or last address" },
	{ "fd77::1/64", "is the network's first or last address" },
};

static void other_texts_are_refused(void **state)
{
	struct ip_range range;
	const char *reason;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		if (ip_range_parse(&range, faults[i].text, &reason) != -EINVAL)
			fail_msg("'%s' was taken", faults[i].text);
		if (strcmp(reason, faults[i].reason) != 0)
			fail_msg("'%s' %s", faults[i].text, reason);
	}
}

static void a_pool_has_no_host_bits(void **state)
{
	static const struct {
		const char *text;
		bool is_pool;
	} cases[] = {
		{ "10.77.0.0/16", true },	{ "10.77.0.2/16", false },
		{ "10.77.1.0/16", false },	{ "192.168.1.128/25", true },
		{ "192.168.1.64/25", false },	{ "fd77::/64", true },
		{ "fd77:0:0:0:1::/64", false }, { "fd77::8/125", true },
		{ "fd77::4/125", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ip_range range = range_of(cases[i].text);

		if (ip_range_is_pool(&range) != cases[i].is_pool)
			fail_msg("%s", cases[i].text);
	}
}

static void a_uid_has_its_place(void **state)
{
	(void)state;
	check_candidate("10.77.0.0/16", 0, 0, "10.77.0.2");
	check_candidate("10.77.0.0/16", 1001, 0, "10.77.3.235");
	check_candidate("10.77.0.0/16", 49149, 0, "10.77.191.255");
	check_candidate("10.77.0.0/16", 49150, 0, "10.77.0.2");
	check_candidate("10.77.0.0/16", 4294967294U, 0, "10.77.170.176");
	check_candidate("10.0.0.0/8", 1001, 0, "10.0.3.235");
	check_candidate("192.168.1.128/25", 93, 0, "192.168.1.223");
	check_candidate("192.168.1.128/25", 94, 0, "192.168.1.130");
	check_candidate("fd77::/64", 1001, 0, "fd77::3eb");
	check_candidate("fd77::/64", 4294967294U, 0, "fd77::1:0:0");
	check_candidate("fd77::/48", 7, 0, "fd77::9");
	check_candidate("fd77::/126", 5, 0, "fd77::3");
}

static void further_jails_go_down_from_the_end(void **state)
{
	(void)state;
	check_candidate("10.77.0.0/16", 1001, 1, "10.77.255.254");
	check_candidate("10.77.0.0/16", 1001, 2, "10.77.255.253");
	check_candidate("10.77.0.0/16", 1001, 16383, "10.77.192.0");
	check_candidate("10.77.0.0/16", 1001, 16384, "none");
	check_candidate("10.77.8.0/30", 1001, 0, "10.77.8.2");
	check_candidate("10.77.8.0/30", 1001, 1, "none");
	check_candidate("fd77::/126", 6, 1, "none");
	check_candidate("fd77::/125", 6, 1, "fd77::7");
	check_candidate("fd77::/125", 6, 2, "none");
	check_candidate("fd77::/64", 6, 1, "fd77::7fff:ffff:ffff:ffff");
	check_candidate("2001:db8::/32", 6, 2, "2001:db8::7fff:ffff:ffff:fffe");
}

static void an_address_is_the_only_one(void **state)
{
	(void)state;
	check_candidate("10.77.9.9/16", 1001, 0, "10.77.9.9");
	check_candidate("10.77.9.9/16", 1001, 1, "none");
	check_candidate("fd77::77/64", 5, 0, "fd77::77");
	check_candidate("fd77::77/64", 5, 1, "none");
}

/* No further jail has an address that is some uid's first one, and together they are the pool, but
 * for the network's own and the gateway's. */
static void first_and_further_addresses_do_not_meet(void **state)
{
	struct ip_range range = range_of("10.77.1.64/28");
	bool is_seen[256] = { false };
	struct ip_address address;

	(void)state;
	for (uint32_t uid = 0; uid < 40; uid++) {
		assert_true(ip_range_candidate(&range, uid, 0, &address));
		is_seen[address.bytes[3]] = true;
	}
	for (unsigned int i = 0; i < 256; i++)
		assert_int_equal(is_seen[i], i >= 66 && i <= 75);
	for (uint64_t attempt = 1; ip_range_candidate(&range, 3, attempt, &address); attempt++) {
		assert_true(ip_range_contains(&range, &address));
		assert_false(is_seen[address.bytes[3]]);
		is_seen[address.bytes[3]] = true;
	}
	for (unsigned int i = 0; i < 256; i++)
		assert_int_equal(is_seen[i], i >= 66 && i <= 78);
}

static void the_gateway_is_the_first_host(void **state)
{
	static const char *const cases[][2] = {
		{ "10.77.0.0/16", "10.77.0.1" },	 { "10.77.9.9/16", "10.77.0.1" },
		{ "192.168.1.200/25", "192.168.1.129" }, { "fd77::/64", "fd77::1" },
		{ "fd77::ff/120", "fd77::1" },
	};
	char text[IP_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ip_range range = range_of(cases[i][0]);
		struct ip_address first = ip_range_first(&range);

		ip_address_text(&first, text);
		assert_string_equal(text, cases[i][1]);
	}
}

static void networks_know_their_own(void **state)
{
	static const struct {
		const char *range, *address;
		bool is_inside;
	} cases[] = {
		{ "10.77.0.0/16", "10.77.255.255", true },
		{ "10.77.0.0/16", "10.78.0.0", false },
		{ "192.168.1.128/25", "192.168.1.127", false },
		{ "fd77::/64", "fd77::ffff", true },
		{ "fd77::/64", "fd77:0:0:1::1", false },
		{ "10.77.0.0/16", "fd77::1", false },
	};
	struct ip_address address;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ip_range range = range_of(cases[i].range);

		assert_int_equal(ip_address_parse(&address, cases[i].address), 0);
		if (ip_range_contains(&range, &address) != cases[i].is_inside)
			fail_msg("%s in %s", cases[i].address, cases[i].range);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_comes_back),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(a_pool_has_no_host_bits),
		cmocka_unit_test(a_uid_has_its_place),
		cmocka_unit_test(further_jails_go_down_from_the_end),
		cmocka_unit_test(an_address_is_the_only_one),
		cmocka_unit_test(first_and_further_addresses_do_not_meet),
		cmocka_unit_test(the_gateway_is_the_first_host),
		cmocka_unit_test(networks_know_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
