/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands in the file of a running program is found, and nothing else. */
#include "system/program_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>

static const char marker[] = "FATAL: words of this very program";

static void words_of_the_program_are_found(void **state)
{
	(void)state;
	assert_int_equal(program_text_has(getpid(), marker), 1);
}

/* Made where it runs, it stands in no file. */
static void others_are_not(void **state)
{
	char words[sizeof(marker)];

	(void)state;
	for (size_t i = 0; i < sizeof(words); i++)
		words[i] = (char)(marker[i] == '\0' ? '\0' : marker[i] ^ 1);
	assert_int_equal(program_text_has(getpid(), words), 0);
}

/* Neither yes nor no. */
static void a_process_without_a_file_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(program_text_has(2, marker), -ENOENT); /* the kernel's, or nobody */
	assert_int_equal(program_text_has(-1, marker), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_program_are_found),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(a_process_without_a_file_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
