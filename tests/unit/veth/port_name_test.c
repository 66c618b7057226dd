/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of host ends, and the alias that says whose they are. */
#include "veth/port_name.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static void names_bear_the_uid(void **state)
{
	char name[IFNAMSIZ];

	(void)state;
	assert_true(port_name_make(name, 1001, 0));
	assert_string_equal(name, "nsj1001");
	assert_true(port_name_make(name, 1001, 12));
	assert_string_equal(name, "nsj1001.12");
}

/* 15 bytes, and never cut: it would be another uid's. */
static void names_are_never_cut(void **state)
{
	char name[IFNAMSIZ];

	(void)state;
	assert_true(port_name_make(name, UINT32_MAX, 0));
	assert_string_equal(name, "nsj4294967295");
	assert_true(port_name_make(name, UINT32_MAX, 9));
	assert_int_equal(strlen(name), IFNAMSIZ - 1);
	assert_false(port_name_make(name, UINT32_MAX, 10));
	assert_false(port_name_make(name, 1001, UINT32_MAX));
}

static void an_alias_comes_back(void **state)
{
	struct port_owner owner = { 1001, 0x0badcafe, 4242, 123456789012, { { 0 }, { 0 } } };
	struct port_owner found = { 0 };
	char alias[PORT_ALIAS_MAX];

	(void)state;
	port_alias_make(alias, &owner);
	assert_string_equal(alias, "pam_nsjail 1001 0badcafe 4242 123456789012 - -");
	assert_true(port_alias_parse(&found, alias));
	assert_int_equal(found.addresses[IP_V4].family, 0);
	assert_int_equal(ip_address_parse(&owner.addresses[IP_V4], "10.77.3.235"), 0);
	assert_int_equal(ip_address_parse(&owner.addresses[IP_V6], "fd77::3eb"), 0);
	port_alias_make(alias, &owner);
	assert_string_equal(alias,
			    "pam_nsjail 1001 0badcafe 4242 123456789012 10.77.3.235 fd77::3eb");
	assert_true(port_alias_parse(&found, alias));
	assert_int_equal(found.uid, 1001);
	assert_int_equal(found.session_id, 0x0badcafe);
	assert_int_equal(found.keeper_pid, 4242);
	assert_int_equal(found.keeper_start, 123456789012);
	assert_true(ip_address_equal(&found.addresses[IP_V4], &owner.addresses[IP_V4]));
	assert_true(ip_address_equal(&found.addresses[IP_V6], &owner.addresses[IP_V6]));
}

static void other_aliases_are_not_ours(void **state)
{
	static const char *const aliases[] = {
		"",
		"uplink to the moon",
		"pam_nsjail",
		"pam_nsjail 1001 0badcafe 4242 1",
		"pam_nsjail 1001 0badcafe 4242 1 -",
		"pam_nsjail 1001 0badcafe 4242 1 - - more",
		"pam_nsjail 1001 badcafe 4242 1 - -",
		"pam_nsjail  1001 0badcafe 4242 1 - -",
		"pam_nsjail -1 0badcafe 4242 1 - -",
		"pam_nsjail 1001 0badcafe 4242 1 fd77::1 10.0.0.2",
		"pam_nsjail 1001 0badcafe 4242 1 10.0.0 -",
		"x pam_nsjail 1001 0badcafe 4242 1 - -",
	};
	struct port_owner owner;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		if (port_alias_parse(&owner, aliases[i]))
			fail_msg("'%s' was taken for ours", aliases[i]);
}

#define STAT_TAIL " 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 9 10"

static void the_start_time_is_found(void **state)
{
	(void)state;
	assert_int_equal(port_start_time("7 (sh) S 1 1" STAT_TAIL), 987654);
	assert_int_equal(port_start_time("7 (a) Z 9 (b c) S 1 1" STAT_TAIL), 987654);
	assert_int_equal(port_start_time("7 (sh) Z 1 1" STAT_TAIL), 0);
	assert_int_equal(port_start_time("7 (sh) S 1 1"), 0);
	assert_int_equal(port_start_time("7 (sh)"), 0);
	assert_int_equal(port_start_time(""), 0);
}

static void a_pid_alone_is_no_keeper(void **state)
{
	struct port_owner owner = { .keeper_pid = getpid() };

	(void)state;
	assert_false(port_owner_is_alive(&owner));
	assert_int_equal(port_owner_bind(&owner), 0);
	assert_true(port_owner_is_alive(&owner));
	owner.keeper_start++;
	assert_false(port_owner_is_alive(&owner));
}

static void the_dead_are_known(void **state)
{
	struct port_owner owner = { 0 };
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		for (;;)
			(void)pause();
	owner.keeper_pid = pid;
	assert_int_equal(port_owner_bind(&owner), 0);
	assert_true(port_owner_is_alive(&owner));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT), 0);
	assert_false(port_owner_is_alive(&owner));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(port_owner_is_alive(&owner));
	assert_int_equal(port_owner_bind(&owner), -ESRCH);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_bear_the_uid),
		cmocka_unit_test(names_are_never_cut),
		cmocka_unit_test(an_alias_comes_back),
		cmocka_unit_test(other_aliases_are_not_ours),
		cmocka_unit_test(the_start_time_is_found),
		cmocka_unit_test(a_pid_alone_is_no_keeper),
		cmocka_unit_test(the_dead_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
