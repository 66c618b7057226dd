/* SPDX-License-Identifier: BSD-3-Clause */
/* What passes as a user's name, and what does not. */
#include "shared/user_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static void accepts_names(void **state)
{
	static const char *const names[] = { "a",	    "alice", "Alice",	"_apt",
					     "a.b",	    "x-1",   "w$",	"a@b.c",
					     "systemd+x-y", "1000a", "a_-.@+b$" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!user_name_is_valid(names[i]))
			fail_msg("'%s' refused", names[i]);
}

static void refuses_names(void **state)
{
	static const char *const names[] = {
		"",	"$",   "a$b",  "a$$",  ".",  "..",  ".a",   "-a",	   "+a",   "@a",
		"a/b",	"/",   "../a", "a b",  " a", "a ",  "a\n",  "a\tb",	   "1000", "0",
		"a:b",	"a%u", "a,b",  "a\\b", "a*", "a\"", "\x7f", "j\xc3\xb6rg", "\xff", "a;b",
		"$(a)", "a'b", "a#",   "[a]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (user_name_is_valid(names[i]))
			fail_msg("'%s' accepted", names[i]);
}

static void limits_length(void **state)
{
	char name[258];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[255] = '\0';
	assert_true(user_name_is_valid(name));
	name[254] = '$';
	assert_true(user_name_is_valid(name));
	memset(name, 'a', sizeof(name));
	name[256] = '\0';
	assert_false(user_name_is_valid(name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_names),
		cmocka_unit_test(refuses_names),
		cmocka_unit_test(limits_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
