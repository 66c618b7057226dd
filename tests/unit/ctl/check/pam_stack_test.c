/* SPDX-License-Identifier: BSD-3-Clause */
/* PAM files: what libpam takes, what it does not, and what no file should do to the reader. */
#include "ctl/check/pam_stack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shared/cleanup.h"

static struct pam_stack read_text(const char *text)
{
	struct pam_stack stack;

	assert_int_equal(pam_stack_read(&stack, text, strlen(text), false), 0);
	return stack;
}

static void reads_a_line(void **state)
{
	_cleanup_pam_stack_ struct pam_stack stack =
		read_text("\n# comment\n\tSession  REQUIRED pam_x.so a=b [c d\\]e] # more\n");

	(void)state;
	assert_int_equal(stack.line_count, 1);
	assert_int_equal(stack.fault_count, 0);
	assert_int_equal(stack.lines[0].number, 3);
	assert_int_equal(stack.lines[0].type, PAM_SESSION);
	assert_int_equal(stack.lines[0].control, PAM_CONTROL_REQUIRED);
	assert_true(stack.lines[0].does_refuse);
	assert_string_equal(stack.lines[0].module, "pam_x.so");
	assert_int_equal(stack.lines[0].argument_count, 2);
	assert_string_equal(stack.lines[0].arguments[0], "a=b");
	assert_string_equal(stack.lines[0].arguments[1], "c d]e");
}

static void joins_continued_lines(void **state)
{
	_cleanup_pam_stack_ struct pam_stack stack = read_text(
		"\\\n  \nsession \\\n  optional \\  \n pam_x.so\nauth required pam_y.so\\");

	(void)state;
	assert_int_equal(stack.line_count, 2);
	assert_int_equal(stack.lines[0].number, 3);
	assert_int_equal(stack.lines[0].control, PAM_CONTROL_OPTIONAL);
	assert_false(stack.lines[0].does_refuse);
	assert_int_equal(stack.lines[1].number, 6);
	assert_string_equal(stack.lines[1].module, "pam_y.so");
}

static void a_comment_ends_a_line_and_its_continuation(void **state)
{
	_cleanup_pam_stack_ struct pam_stack stack =
		read_text("session required pam_x.so # why \\\nsession required pam_y.so");

	(void)state;
	assert_int_equal(stack.line_count, 2);
	assert_int_equal(stack.lines[0].argument_count, 0);
}

static void knows_includes(void **state)
{
	_cleanup_pam_stack_ struct pam_stack stack =
		read_text("@include common-session\nsession include a\nsession substack "
			  "b\n-session required c");

	(void)state;
	assert_int_equal(stack.line_count, 4);
	assert_int_equal(stack.lines[0].type, PAM_ANY);
	assert_int_equal(stack.lines[0].control, PAM_CONTROL_INCLUDE);
	assert_string_equal(stack.lines[0].module, "common-session");
	assert_int_equal(stack.lines[1].control, PAM_CONTROL_INCLUDE);
	assert_int_equal(stack.lines[2].control, PAM_CONTROL_SUBSTACK);
	assert_true(stack.lines[3].is_quiet);
	assert_false(stack.lines[2].is_quiet);
}

struct control_case {
	const char *control;
	unsigned long long jumps;
	bool can_finish, does_refuse, does_die;
};

static void understands_actions(void **state)
{
	static const struct control_case cases[] = {
		{ "required", 0, false, true, false },
		{ "requisite", 0, false, true, true },
		{ "sufficient", 0, true, false, false },
		{ "optional", 0, false, false, false },
		{ "[default=bad]", 0, false, true, false },
		{ "[success=ok default=ignore]", 0, false, false, false },
		{ "[success=1 default=ignore]", 2, false, false, false },
		{ "[success=ok default=ignore session_err=die]", 0, false, true, true },
		{ "[session_err=ignore default=die]", 0, false, false, false },
		{ "[success=done default=bad]", 0, true, true, false },
		{ "[success=2 ignore=63 default=die]", 4 | 1ULL << 63, false, true, true },
		{ "[default=3]", 8, false, false, false },
		{ "[success=ok]", 0, false, true, false },
		{ "[]", 0, false, true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[128];
		_cleanup_pam_stack_ struct pam_stack stack = { 0 };

		(void)snprintf(text, sizeof(text), "session %s pam_x.so", cases[i].control);
		stack = read_text(text);
		print_message("# %s\n", cases[i].control);
		assert_int_equal(stack.line_count, 1);
		assert_true(stack.lines[0].jumps == cases[i].jumps);
		assert_int_equal(stack.lines[0].can_finish, cases[i].can_finish);
		assert_int_equal(stack.lines[0].does_refuse, cases[i].does_refuse);
		assert_int_equal(stack.lines[0].does_die, cases[i].does_die);
	}
}

static void reports_what_libpam_refuses(void **state)
{
	static const char *const lines[] = {
		"session",
		"session required",
		"sesion required pam_x.so",
		"session requierd pam_x.so",
		"session [success] pam_x.so",
		"session [success=maybe] pam_x.so",
		"session [success=0] pam_x.so",
		"session [success=-1] pam_x.so",
		"session [success=64] pam_x.so",
		"session [success=99999999999999999999] pam_x.so",
		"session [success=ok pam_x.so",
		"@include",
		"-",
		"[",
		"]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_pam_stack_ struct pam_stack stack = read_text(lines[i]);

		print_message("# %s\n", lines[i]);
		assert_int_equal(stack.line_count, 0);
		assert_int_equal(stack.fault_count, 1);
		assert_int_equal(stack.faults[0].number, 1);
		assert_non_null(stack.faults[0].text);
	}
}

static void a_faulty_line_hides_no_other(void **state)
{
	_cleanup_pam_stack_ struct pam_stack stack =
		read_text("session requierd a\nsession required b\nx\nsession required c\n");

	(void)state;
	assert_int_equal(stack.line_count, 2);
	assert_int_equal(stack.fault_count, 2);
	assert_int_equal(stack.faults[1].number, 3);
}

static void reads_services_of_pam_conf(void **state)
{
	static const char text[] =
		"sshd session required pam_x.so\nsu auth required pam_y.so z\nsu";
	_cleanup_pam_stack_ struct pam_stack stack = { 0 };

	(void)state;
	assert_int_equal(pam_stack_read(&stack, text, strlen(text), true), 0);
	assert_int_equal(stack.line_count, 2);
	assert_string_equal(stack.lines[0].service, "sshd");
	assert_string_equal(stack.lines[1].service, "su");
	assert_string_equal(stack.lines[1].arguments[0], "z");
	assert_int_equal(stack.fault_count, 1);
}

static void takes_bytes_without_an_end(void **state)
{
	static const char text[] = { 's', 'e', 's', 's', 'i', 'o', 'n', '\0', 'o', 'p', 't',
				     'i', 'o', 'n', 'a', 'l', ' ', 'x', '\r', '!', '!', '!' };
	_cleanup_pam_stack_ struct pam_stack stack = { 0 };

	(void)state;
	assert_int_equal(pam_stack_read(&stack, text, 19, false), 0);
	assert_int_equal(stack.line_count, 1);
	assert_string_equal(stack.lines[0].module, "x\r");
}

/* Whatever the bytes: an answer, and nothing read beyond them (for the sanitizers). */
static void survives_any_bytes(void **state)
{
	static const char alphabet[] = "session [] \\\n#@-=1 required pam_x.so include\0\xff\t";
	unsigned int seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		_cleanup_pam_stack_ struct pam_stack stack = { 0 };
		size_t length = (unsigned int)rand_r(&seed) % 64;
		_cleanup_free_ char *text = malloc(length + 1);

		assert_non_null(text);
		for (size_t i = 0; i < length; i++)
			text[i] = alphabet[(unsigned int)rand_r(&seed) % sizeof(alphabet)];
		assert_int_equal(pam_stack_read(&stack, text, length, round % 2 == 0), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_line),
		cmocka_unit_test(joins_continued_lines),
		cmocka_unit_test(a_comment_ends_a_line_and_its_continuation),
		cmocka_unit_test(knows_includes),
		cmocka_unit_test(understands_actions),
		cmocka_unit_test(reports_what_libpam_refuses),
		cmocka_unit_test(a_faulty_line_hides_no_other),
		cmocka_unit_test(reads_services_of_pam_conf),
		cmocka_unit_test(takes_bytes_without_an_end),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
