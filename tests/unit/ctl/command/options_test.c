/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of nsjailctl. */
#include "ctl/command/options.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ctl/command/command.h"

static const struct command plain = {
	"plain", "[USER]", "", OPTION_HELP | OPTION_JSON | OPTION_CONFIG, 0, 1, false, NULL,
};
static const struct command program = {
	"program", "USER [PROGRAM]", "", OPTION_HELP | OPTION_SERVICE, 1, 1, true, NULL,
};

/* Faults go to standard error, which is not to be seen here. */
static int hide_errors(void **state)
{
	(void)state;
	return freopen("/dev/null", "w", stderr) == NULL ? -1 : 0;
}

/* words: separated by blanks. The place of the first operand in words, which it returns in order.
 */
static int parse(struct ctl_options *options, const struct command *command, const char *words,
		 const char **ret_operand)
{
	static char copy[256];
	static char *argv[16];
	char *rest = NULL;
	int argc = 0, first;

	(void)snprintf(copy, sizeof(copy), "%s", words);
	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	argv[argc] = NULL;
	first = options_parse(options, command, argc, argv);
	if (first >= 0)
		*ret_operand = argv[first];
	return first;
}

static void takes_options_in_any_order(void **state)
{
	struct ctl_options options;
	const char *operand;

	(void)state;
	assert_true(parse(&options, &plain, "plain alice --json --conf /x", &operand) > 0);
	assert_true(options.is_json);
	assert_string_equal(options.config_path, "/x");
	assert_string_equal(operand, "alice");
	assert_true(parse(&options, &plain, "plain", &operand) > 0);
	assert_false(options.is_json);
	assert_string_equal(options.config_path, CONFIG_PATH);
	assert_null(operand);
}

static void leaves_the_programs_options_alone(void **state)
{
	struct ctl_options options;
	const char *operand;
	int first;

	(void)state;
	first = parse(&options, &program, "program --service su alice ls --service", &operand);
	assert_int_equal(first, 3);
	assert_string_equal(options.service, "su");
	assert_string_equal(operand, "alice");
	assert_int_equal(parse(&options, &program, "program -- alice", &operand), 2);
}

static void refuses_what_makes_no_sense(void **state)
{
	static const char *const lines[] = {
		"plain --service x", "plain --nothing", "plain -x",	  "plain a b",
		"plain --conf",	     "plain --conf x",	"plain --json=1",
	};
	struct ctl_options options;
	const char *operand;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		print_message("# %s\n", lines[i]);
		assert_int_equal(parse(&options, &plain, lines[i], &operand), -EINVAL);
	}
	assert_int_equal(parse(&options, &program, "program", &operand), -EINVAL);
}

static void help_needs_no_operands(void **state)
{
	struct ctl_options options;
	const char *operand;

	(void)state;
	assert_true(parse(&options, &program, "program --help", &operand) > 0);
	assert_true(options.has_help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_options_in_any_order),
		cmocka_unit_test(leaves_the_programs_options_alone),
		cmocka_unit_test(refuses_what_makes_no_sense),
		cmocka_unit_test(help_needs_no_operands),
	};

	return cmocka_run_group_tests(tests, hide_errors, NULL);
}
