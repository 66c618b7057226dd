/* SPDX-License-Identifier: BSD-3-Clause */
/* What is looked up in the administrator's sets: names and addresses as the kernel has them. */
#include "veth/antispoof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void keys_are_filled_up(void **state)
{
	static const uint8_t mac[] = { 2, 0x6e, 10, 77, 3, 0xeb }, ipv4[] = { 10, 77, 3, 235 };
	static const uint8_t wanted_mac[24] = "nsj1001\0\0\0\0\0\0\0\0\0\x02\x6e\x0a\x4d\x03\xeb";
	static const uint8_t wanted_ipv4[] = "nsj1001\0\0\0\0\0\0\0\0\0\x0a\x4d\x03\xeb";
	struct antispoof_key key;

	(void)state;
	antispoof_key_make(&key, "nsj1001", mac, sizeof(mac));
	assert_int_equal(key.size, 24);
	assert_memory_equal(key.bytes, wanted_mac, 24);
	antispoof_key_make(&key, "nsj1001", ipv4, sizeof(ipv4));
	assert_int_equal(key.size, 20);
	assert_memory_equal(key.bytes, wanted_ipv4, 20);
}

static void the_longest_name_fits(void **state)
{
	uint8_t ipv6[16];
	struct antispoof_key key;

	(void)state;
	(void)memset(ipv6, 0xfd, sizeof(ipv6));
	antispoof_key_make(&key, "nsj4294967295.9", ipv6, sizeof(ipv6));
	assert_int_equal(key.size, ANTISPOOF_KEY_MAX);
	assert_memory_equal(key.bytes, "nsj4294967295.9\0", 16);
	assert_memory_equal(key.bytes + 16, ipv6, 16);
}

static void the_link_local_address_is_the_macs(void **state)
{
	static const uint8_t mac[MAC_SIZE] = { 0x02, 0x6e, 0x0a, 0x4d, 0x03, 0xeb };
	struct ip_address address = { .family = AF_INET6 };
	char text[IP_TEXT_MAX];

	(void)state;
	antispoof_link_local(address.bytes, mac);
	ip_address_text(&address, text);
	assert_string_equal(text, "fe80::6e:aff:fe4d:3eb");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_filled_up),
		cmocka_unit_test(the_longest_name_fits),
		cmocka_unit_test(the_link_local_address_is_the_macs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
